"""The texts that ship with the program, as a test reads them."""

from importlib.resources import files


def shipped(folder: str, name: str) -> str:
    return (files("shangyi.rulepacks") / folder / f"{name}.toml").read_text(encoding="utf-8")
