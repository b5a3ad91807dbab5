// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Native;

namespace Slipway.Fleet;

/// <summary>Lays services over those that they extend (<c>extends</c>), of the same file or of another one beside it.</summary>
/// <param name="source">The file.</param>
/// <param name="root">What stands in it.</param>
/// <param name="folder">The absolute folder that its paths start from.</param>
/// <param name="variables">Fills in names.</param>
internal sealed class ComposeExtends(SourceText source, YamlMap root, string folder, ComposeVariables variables)
{
    private const int MaxDepth = 32;
    private const string Key = "extends";
    private static readonly string[] Words = ["service", "file"];

    private readonly SourceText _source = source;
    private readonly YamlMap? _services = root.Entries.FirstOrDefault(static entry => entry.Key.Text == "services")?.Value as YamlMap;

    /// <summary>The file, its services whole.</summary>
    /// <exception cref="HclException">One extends what there isn't, or itself.</exception>
    internal YamlMap Apply() => _services is not { } services || services.Entries.All(static entry => Find(entry.Value) is null) ? root
        : new(root.Place, [.. root.Entries.Select(entry => entry.Value == services ? entry with { Value = new YamlMap(services.Place, [.. services.Entries.Select(one => one with { Value = Whole(one, []) })]) } : entry)]);

    private YamlValue Whole(YamlEntry service, IReadOnlyList<string> way)
    {
        if (Find(service.Value) is not { } extends)
            return service.Value;
        string[] further = [.. way, $"{service.Key.Text} ({_source.Path})"];
        if (way.Contains(further[^1]))
            throw new HclException(extends.Key.Place, $"services extend each other in a circle: {string.Join(" → ", further.SkipWhile(name => name != further[^1]))}", "take one of these 'extends' out");
        if (further.Length > MaxDepth)
            throw new HclException(extends.Key.Place, $"services extend each other more than {MaxDepth} deep here", "let this one extend what those before it do");
        var lower = Base(extends, further);
        var own = (YamlMap)service.Value;
        return new ComposeMerge(variables).MergeServices(lower, new(own.Place, [.. own.Entries.Where(static entry => entry.Key.Text != Key)]));
    }

    private YamlMap Base(YamlEntry extends, IReadOnlyList<string> way)
    {
        var node = new ComposeNode(extends.Value, Key, variables);
        if (!node.IsText)
            node.Fields("'extends'", Words);
        var named = node.IsText ? node : node["service"] ?? throw node.Refuse("the name of a service, or a map with 'service'");
        var file = node.IsText || node["file"] is not { } other ? this : Open(other);
        var (name, known) = (named.Text(), file._services?.Entries ?? []);
        var service = known.FirstOrDefault(entry => entry.Key.Text == name) ?? throw new HclException(
            named.Place, $"there is no service '{name}' to extend in '{file._source.Path}'", Suggestion.Help(name, known.Select(static entry => entry.Key.Text)));
        return file.Whole(service, way) as YamlMap ?? throw new HclException(service.Value.Place, $"nothing is said of the service '{name}', which another extends", "write image: NAME or build: FOLDER below it");
    }

    private ComposeExtends Open(ComposeNode file)
    {
        var path = Path.GetFullPath(file.Text(), folder);
        // What it says of paths would start from its own folder.
        if (Path.GetDirectoryName(path) != folder)
            throw new HclException(file.Place, $"the file '{path}' lies in another folder, whose services are not extended", "put it beside this file, or write the service out");
        var diagnostics = new List<Diagnostic>();
        var text = ReadText(path, file.Place);
        var value = YamlReader.Read(text, diagnostics, ComposeMerge.Tags);
        if (diagnostics.Find(static one => one.Severity == Severity.Error) is { } problem)
            throw new HclException(new(problem.Source, problem.Span), problem.Message, problem.Help);
        return new(text, value as YamlMap ?? throw new HclException(new(text, new(0, 0)), "this Compose file has no services", "name them under 'services:'"), folder, variables);
    }

    private static SourceText ReadText(string path, SourcePlace use)
    {
        try
        {
            return SourceText.FromBytes(path, LinuxFile.ReadAll(path, SourceText.MaxBytes));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new HclException(use, $"the file '{path}' can't be read: {problem.Message.TrimEnd('.')}", "name a Compose file beside this one");
        }
    }

    private static YamlEntry? Find(YamlValue service) => (service as YamlMap)?.Entries.FirstOrDefault(static entry => entry.Key.Text == Key && entry.Value is not YamlScalar { IsNull: true });
}
