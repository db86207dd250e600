import java.io.BufferedReader;
import java.io.File;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Runs the validators that are written in Java, for as long as it is asked.
 *
 * Each line of the input is a question, its words separated by tabs; each answer is any number of
 * lines and one with a full stop alone.
 *
 * “pdf PROFILE FILE” asks veraPDF (PDFUA-1, PDFA-3A). It answers “pass” or “fail”, and below a fail
 * a line for each rule that failed: clause and test of the rule, number of places, the first of
 * them, and what is wrong, separated by tabs. veraPDF's own reader of profiles needs JAXB, which
 * neither Java nor veraPDF's jar brings; this reads the same files with what Java has.
 *
 * “epub JAR BOOK REPORT” asks EPUBCheck, which writes the report, JSON, and answers nothing. Its
 * classes are kept apart from veraPDF's.
 */
final class Judge {
    private static final PrintStream OUT = System.out;
    private static final Map<String, ValidationProfile> PROFILES = new HashMap<>();
    private static Class<?> epubcheck;

    public static void main(String[] arguments) throws Exception {
        System.setOut(System.err);
        VeraGreenfieldFoundryProvider.initialise();
        BufferedReader questions = new BufferedReader(
            new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            String[] words = line.split("\t");
            if (words[0].equals("pdf")) {
                if (!PROFILES.containsKey(words[1])) {
                    PROFILES.put(words[1], profile(words[1]));
                }
                pdf(new File(words[2]), PROFILES.get(words[1]));
            } else {
                epub(words[1], words[2], words[3]);
            }
            line(".");
        }
    }

    private static void epub(String jar, String book, String report) throws Exception {
        if (epubcheck == null) {
            URL[] urls = {new File(jar).toURI().toURL()};
            ClassLoader apart = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
            epubcheck = apart.loadClass("com.adobe.epubcheck.tool.EpubChecker");
        }
        String[] arguments = {book, "--json", report, "--quiet"};
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        thread.setContextClassLoader(epubcheck.getClassLoader());
        try {
            Object checker = epubcheck.getConstructor().newInstance();
            epubcheck.getMethod("run", String[].class).invoke(checker, (Object) arguments);
        } finally {
            thread.setContextClassLoader(usual);
        }
    }

    private static void pdf(File file, ValidationProfile profile) throws Exception {
        ValidationResult result;
        PDFAFlavour flavour = profile.getPDFAFlavour();
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            result = validator.validate(parser);
        }
        line(result.isCompliant() ? "pass" : "fail");
        Map<String, TestAssertion> first = new LinkedHashMap<>();
        Map<String, Integer> places = new LinkedHashMap<>();
        for (TestAssertion found : result.getTestAssertions()) {
            if (found.getStatus() == TestAssertion.Status.FAILED) {
                String rule = found.getRuleId().getClause() + "-" + found.getRuleId().getTestNumber();
                first.putIfAbsent(rule, found);
                places.merge(rule, 1, Integer::sum);
            }
        }
        for (Map.Entry<String, TestAssertion> entry : first.entrySet()) {
            TestAssertion found = entry.getValue();
            line(entry.getKey(), String.valueOf(places.get(entry.getKey())),
                found.getLocation().getContext(), found.getMessage().replaceAll("\\s+", " "));
        }
    }

    private static void line(String... parts) {
        OUT.println(String.join("\t", parts));
    }

    private static ValidationProfile profile(String name) throws Exception {
        String path = "/org/verapdf/pdfa/validation/" + name + ".xml";
        Element root;
        try (InputStream stream = Judge.class.getResourceAsStream(path)) {
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream)
                .getDocumentElement();
        }
        Set<Rule> rules = new HashSet<>();
        for (Element element : all(root, "rule")) {
            rules.add(rule(element));
        }
        Set<Variable> variables = new HashSet<>();
        for (Element each : all(root, "variable")) {
            variables.add(Profiles.variableFromValues(each.getAttribute("name"),
                each.getAttribute("object"), text(each, "defaultValue"), text(each, "value")));
        }
        return Profiles.profileFromValues(PDFAFlavour.valueOf(root.getAttribute("flavour")),
            Profiles.profileDetailsFromValues(name, name, name, new Date(0)), "", rules, variables);
    }

    private static Rule rule(Element element) {
        Element id = all(element, "id").get(0);
        Element error = all(element, "error").get(0);
        List<ErrorArgument> arguments = new ArrayList<>();
        for (Element argument : all(error, "argument")) {
            arguments.add(ErrorArgumentImpl.fromValues(argument.getTextContent(), null, null));
        }
        RuleId number = Profiles.ruleIdFromValues(
            PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
            id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber")));
        Boolean deferred = "true".equals(element.getAttribute("deferred")) ? Boolean.TRUE : null;
        return Profiles.ruleFromValues(number, element.getAttribute("object"), deferred,
            element.getAttribute("tags"), text(element, "description"), text(element, "test"),
            Profiles.errorFromValues(text(error, "message"), arguments), new ArrayList<>());
    }

    private static List<Element> all(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList list = parent.getElementsByTagName(name);
        for (int index = 0; index < list.getLength(); index++) {
            Node node = list.item(index);
            found.add((Element) node);
        }
        return found;
    }

    private static String text(Element parent, String name) {
        return all(parent, name).get(0).getTextContent();
    }
}
