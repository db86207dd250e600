"""Groups: commands of which one is meant when none is named, and a misspelt one is offered."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import click

from backpocket.diagnostics import nearest

__all__ = ["MeantGroup", "NamedGroup"]


class NamedGroup(click.Group):
    """A group that answers an unknown command with the nearest one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            hint = nearest(args[0], self.list_commands(ctx))
            raise click.UsageError(f"there is no command “{args[0]}”; {hint}", ctx)
        return super().resolve_command(ctx, args)


class MeantGroup(NamedGroup):
    """A group whose command ``meant`` is meant when none is named.

    What then looks like a command is judged before it is taken for something else: a misspelt
    name, the name of a command that an option has swallowed, or one that comes too late.
    """

    meant = ""
    elsewhere: tuple[str, ...] = ()
    """Names of commands that are run by someone else, and are offered too."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {name for option in self.get_params(ctx) for name in option.opts}
        if not args or (args[0] not in self.commands and args[0] not in own):
            self._judge(ctx, args)
            args = [self.meant, *args]
        return super().parse_args(ctx, args)

    def things(self, words: Sequence[str]) -> set[str]:
        """Return what there is besides commands that a word may name, of all or of these words."""
        return set()

    def _judge(self, ctx: click.Context, args: list[str]) -> None:
        command = self.commands[self.meant]
        with click.Context(command, ctx, info_name=self.meant) as inner:
            try:
                given, words, _ = command.make_parser(inner).parse_args(list(args))
            except click.UsageError:
                return  # the command itself tells it
        known = [*self.commands, *self.elsewhere]
        for param in command.params:
            value = given.get(param.name or "")
            values = list(value) if isinstance(value, list | tuple) else [value]
            if isinstance(param, click.Argument):
                words = [*(each for each in values if isinstance(each, str)), *words]
            elif swallowed := [each for each in values if each in known and each in args]:
                name = next((name for name in param.opts if name in args), param.opts[0])
                message = _swallowed(ctx, self.meant, name, swallowed[0])
                raise click.UsageError(message, ctx)
        things = self.things(words)
        for word in (each for each in words if each in known and each not in things):
            message = f"“{word}” is a command, and stands first: {ctx.command_path} {word} …"
            raise click.UsageError(message, ctx)
        if words and words[0] not in things:
            close = difflib.get_close_matches(words[0], [*known, *things], n=1)
            if close and close[0] in known:
                message = f"there is no command “{words[0]}”; did you mean “{close[0]}”?"
                raise click.UsageError(message, ctx)


def _swallowed(ctx: click.Context, meant: str, option: str, value: str) -> str:
    return (
        f"{option} takes a value, and has taken the command “{value}” for it; if that is meant, "
        f"write {ctx.command_path} {meant} {option} {value}"
    )
