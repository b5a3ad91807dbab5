// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>What the keys of a service are read with.</summary>
internal sealed class ComposeScope(string project, ComposeNode root, ComposeEnvironment environment, IReadOnlyDictionary<string, ComposeVolume> volumes, List<Diagnostic> diagnostics)
{
    /// <summary>The project's name.</summary>
    internal string Project => project;

    /// <summary>The whole file.</summary>
    internal ComposeNode Root => root;

    internal IReadOnlyDictionary<string, ComposeVolume> Volumes => volumes;

    internal string? Variable(string name) => environment.Find(name);

    /// <summary>An absolute path, from one that begins in the project's folder or in the user's (<c>~</c>).</summary>
    internal string PathOf(string text) =>
        text is "~" or ['~', '/', ..] && environment.Find("HOME") is { Length: > 0 } own ? Path.GetFullPath(own + text[1..]) : Path.GetFullPath(text, environment.Options.Folder);

    internal void Warn(SourcePlace place, string message, string? help = null) => diagnostics.Add(Diagnostic.Warning(place.Source, place.Span, message, help));

    /// <summary>What the file declares under a name at its top, such as a secret.</summary>
    /// <exception cref="HclException">It isn't declared.</exception>
    internal ComposeNode Declared(string section, string kind, string name, ComposeNode use) =>
        root[section]?.Entries.Where(entry => entry.Key == name).Select(static entry => entry.Value).FirstOrDefault()
        ?? throw new HclException(use.Place, $"the {kind} '{name}' is not declared", Suggestion.Help(name, root[section]?.Entries.Select(static entry => entry.Key) ?? []) ?? $"declare it under '{section}:' at the top");
}
