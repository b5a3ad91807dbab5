// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>Reads the flags of one instruction, and reports those it doesn't have.</summary>
internal sealed class FlagReader
{
    private readonly InstructionSyntax _syntax;
    private readonly DiagnosticBag _diagnostics;
    private readonly ILookup<string, FlagSyntax> _flags;

    /// <param name="syntax">The instruction.</param>
    /// <param name="diagnostics">Takes the problems.</param>
    /// <param name="known">The flags that the instruction has; one that may be repeated ends in <c>*</c>.</param>
    internal FlagReader(InstructionSyntax syntax, DiagnosticBag diagnostics, params string[] known)
    {
        (_syntax, _diagnostics) = (syntax, diagnostics);
        _flags = syntax.Flags.ToLookup(flag => flag.Name, StringComparer.Ordinal);
        var names = known.Select(name => name.TrimEnd('*')).ToList();
        foreach (var flag in syntax.Flags)
        {
            if (!names.Contains(flag.Name))
                ReportUnknown(flag, names);
            else if (!known.Contains(flag.Name + '*') && _flags[flag.Name].First() != flag)
                _diagnostics.Error(flag.Span, $"the flag '--{flag.Name}' is given twice", "leave one out");
        }
    }

    /// <summary>The value of a flag that needs one, or null.</summary>
    internal Word? Text(string name) => Texts(name) is [var first, ..] ? first : null;

    /// <summary>The values of a flag that may be repeated.</summary>
    internal IReadOnlyList<Word> Texts(string name)
    {
        var values = new List<Word>();
        foreach (var flag in _flags[name])
        {
            if (flag.Value is { } value)
                values.Add(value);
            else
                _diagnostics.Error(flag.Span, $"the flag '--{name}' needs a value", $"write --{name}=…");
        }
        return values;
    }

    /// <summary>Whether a flag is set: <c>--name</c> or <c>--name=true</c>; null if it isn't given.</summary>
    internal bool? Bool(string name)
    {
        if (_flags[name].FirstOrDefault() is not { } flag)
            return null;
        switch (flag.Value?.Text.ToLowerInvariant())
        {
            case null or "true":
                return true;
            case "false":
                return false;
            case var other:
                _diagnostics.Error(flag.Span, $"the flag '--{name}' is true or false, not '{other}'");
                return null;
        }
    }

    private void ReportUnknown(FlagSyntax flag, List<string> names)
    {
        var help = names.Count == 0
            ? $"{_syntax.Name} has no flags"
            : Suggestion.For(flag.Name, names) is { } near ? $"did you mean '--{near}'?" : $"its flags are {string.Join(", ", names.Select(name => "--" + name))}";
        _diagnostics.Error(flag.Span, $"{_syntax.Name} has no flag '--{flag.Name}'", help);
    }
}
