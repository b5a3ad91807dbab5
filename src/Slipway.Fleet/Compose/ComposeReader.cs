// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Reads Compose files: each service with <c>build</c> is a target.</summary>
internal sealed class ComposeReader
{
    private readonly ComposeNode _root;
    private readonly ComposeVariables _variables;
    private readonly List<Diagnostic> _diagnostics;

    private ComposeReader(ComposeNode root, ComposeVariables variables, List<Diagnostic> diagnostics) => (_root, _variables, _diagnostics) = (root, variables, diagnostics);

    /// <summary>Reads files as one; null, with a report, where they can't be.</summary>
    internal static ComposeServices? Read(IReadOnlyList<SourceText> sources, BakeReadOptions options, List<Diagnostic> diagnostics)
    {
        var file = DotEnv.Read(options.Folder, options.Environment);
        var variables = new ComposeVariables(name => options.Lookup(name) ?? file.GetValueOrDefault(name));
        if (Merge(sources, options.Folder, variables, diagnostics) is not { } merged)
            return null;
        return new ComposeReader(new(merged, "a Compose file", variables), variables, diagnostics).Read();
    }

    /// <summary>Files as one; null, with a report, where one can't be read.</summary>
    /// <exception cref="HclException">One has no services, or can't be laid over the one before it.</exception>
    internal static YamlMap? Merge(IReadOnlyList<SourceText> sources, string folder, ComposeVariables variables, List<Diagnostic> diagnostics)
    {
        YamlMap? merged = null;
        foreach (var source in sources)
        {
            var errors = diagnostics.Count;
            var value = YamlReader.Read(source, diagnostics, ComposeMerge.Tags);
            if (diagnostics.Count > errors)
                return null;
            if (value is not YamlMap map || map.Entries.All(static entry => entry.Key.Text != "services"))
                throw new HclException(new(source, new(0, 0)), "this Compose file has no services", "name them under 'services:'");
            map = new ComposeExtends(source, map, folder, variables).Apply();
            merged = merged is null ? map : new ComposeMerge(variables).Merge(merged, map);
        }
        return merged is null ? null : (YamlMap)ComposeMerge.Clean(merged);
    }

    private ComposeServices Read()
    {
        var targets = new List<BakeTarget>();
        foreach (var (name, service) in _root["services"]?.Entries ?? [])
        {
            if (service.IsNothing || service["build"] is not { } build)
                continue;
            var target = name.Replace('.', '_');
            if (!BakeBlocks.IsName(target))
                throw new HclException(service.Place, $"the service '{name}' cannot be a target", "use letters, digits, '_', '-' and '.'");
            if (targets.Exists(other => other.Name == target))
                throw new HclException(service.Place, $"two services would be the one target '{target}'", "give one of them a name that differs in more than '.' and '_'");
            targets.Add(ReadTarget(new(target, build.Place), service, build));
        }
        return new(targets, new("default", null, [.. targets.Select(static target => target.Name)], _root.Place));
    }

    private BakeTarget ReadTarget(BakeTarget target, ComposeNode service, ComposeNode build)
    {
        if (build.IsText)
            target.Set("context", HclValue.String(ComposePaths.Clean(build.Text())), build.Place);
        else
            ReadBuild(target, service, build);
        if (target["tags"] is null && service["image"] is { } image)
            target.Set("tags", HclValue.Strings([image.Text()]), image.Place);
        return target;
    }

    private void ReadBuild(BakeTarget target, ComposeNode service, ComposeNode build)
    {
        foreach (var (word, node) in build.Entries.Where(static entry => !entry.Value.IsNothing))
        {
            switch (word)
            {
                case "context":
                    target.Set(word, HclValue.String(ComposePaths.Clean(node.Text())), node.Place);
                    break;
                case "dockerfile" or "target" or "network":
                    target.Set(word, HclValue.String(node.Text()), node.Place);
                    break;
                case "dockerfile_inline":
                    target.Set("dockerfile-inline", HclValue.String(node.Text()), node.Place);
                    break;
                case "args":
                    SetMap(target, "args", node.Pairs().Select(pair => KeyValuePair.Create(pair.Key, pair.Value ?? EnvironmentOf(service, pair.Key))), node.Place);
                    break;
                case "labels":
                    SetMap(target, "labels", node.Pairs().Select(static pair => KeyValuePair.Create(pair.Key, (string?)(pair.Value ?? ""))), node.Place);
                    break;
                case "additional_contexts":
                    SetMap(target, "contexts", node.Pairs().Select(static pair => KeyValuePair.Create(pair.Key, ComposePaths.Context(pair.Value))), node.Place);
                    break;
                case "extra_hosts":
                    SetMap(target, "extra-hosts", node.Pairs().Select(ComposePaths.Host), node.Place);
                    break;
                case "tags" or "platforms" or "entitlements":
                    target.Set(word, HclValue.Strings(node.Texts()), node.Place);
                    break;
                case "cache_from" or "cache_to":
                    SetEntries(target, word.Replace('_', '-'), node.Texts(), node.Place);
                    break;
                case "ssh":
                    SetEntries(target, word, Keys(node), node.Place);
                    break;
                case "secrets":
                    SetEntries(target, "secret", node.Items.Select(Secret), node.Place);
                    break;
                case "shm_size":
                    target.Set("shm-size", HclValue.String(ComposeSizes.Shown(node)), node.Place);
                    break;
                case "ulimits":
                    target.Set("ulimits", HclValue.Strings(node.Entries.Select(static entry => Limit(entry.Key, entry.Value))), node.Place);
                    break;
                case "no_cache" or "pull":
                    if (node.Flag())
                        target.Set(word.Replace('_', '-'), HclValue.True, node.Place);
                    break;
                case "provenance" or "sbom":
                    SetEntries(target, "attest", (target["attest"]?.Value.Elements ?? []).Select(static entry => entry.AsString).Append(Attest(word, node.Text())), node.Place);
                    break;
                case "x-bake":
                    ComposeExtension.Apply(target, node);
                    break;
                case "privileged" or "isolation":
                    break;
                default:
                    Warn(node, word);
                    break;
            }
        }
    }

    internal static void SetMap(BakeTarget target, string field, IEnumerable<KeyValuePair<string, string?>> pairs, SourcePlace place) =>
        target.Set(field, HclValue.Map(HclType.String, pairs.Where(static pair => pair.Value is not null).Select(static pair => KeyValuePair.Create(pair.Key, HclValue.String(pair.Value!)))), place);

    internal static void SetEntries(BakeTarget target, string field, IEnumerable<string> texts, SourcePlace place) =>
        target.Set(field, HclValue.Tuple(texts.Select(HclValue.String)), place);

    // Where an argument has no value, the service's environment has it, or that of the command.
    private string? EnvironmentOf(ComposeNode service, string name) =>
        service["environment"]?.Pairs().Where(pair => pair.Key == name).Select(static pair => pair.Value).FirstOrDefault() ?? _variables.Find(name);

    private static IEnumerable<string> Keys(ComposeNode node) => (node.IsText ? [KeyValuePair.Create<string, string?>(node.Text(), null)] : node.Pairs())
        .Select(static pair => string.IsNullOrEmpty(pair.Value) ? pair.Key : $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal);

    private static string Limit(string name, ComposeNode node) => node.IsText ? $"{name}={node.Text()}:{node.Text()}"
        : $"{name}={(node["soft"] ?? throw node.Refuse("a map with 'soft' and 'hard'")).Text()}:{(node["hard"] ?? throw node.Refuse("a map with 'soft' and 'hard'")).Text()}";

    private static string Attest(string type, string value) => BakeFlags.TryParse(value) is { } flag ? $"type={type}{(flag ? "" : ",disabled=true")}" : $"type={type},{value}";

    private string Secret(ComposeNode node)
    {
        var id = node.IsText ? node.Text() : (node["source"] ?? throw node.Refuse("a map with 'source'")).Text();
        var declared = _root["secrets"]?.Entries.Where(entry => entry.Key == id).Select(static entry => entry.Value).FirstOrDefault();
        if (declared is null)
            throw new HclException(node.Place, $"the secret '{id}' is not declared", Suggestion.Help(id, _root["secrets"]?.Entries.Select(static entry => entry.Key) ?? []) ?? "declare it under 'secrets:' at the top");
        if (declared.IsNothing || declared["external"]?.Flag() == true)
            throw new HclException(node.Place, $"the secret '{id}' is external, which a build cannot have", "give it a file or an environment variable");
        var parts = new List<string> { $"id={id}" };
        if (declared["file"] is { } file)
            parts.Add($"src={ComposePaths.Clean(file.Text())}");
        if (declared["environment"] is { } variable)
            parts.Add($"env={variable.Text()}");
        return string.Join(',', parts);
    }

    private void Warn(ComposeNode node, string word) => _diagnostics.Add(Diagnostic.Warning(
        node.Place.Source, node.Place.Span, $"'{word}' of a service's build means nothing to Bake",
        Suggestion.Help(word, ["context", "dockerfile", "dockerfile_inline", "args", "labels", "tags", "platforms", "target", "secrets", "ssh", "cache_from", "cache_to", "additional_contexts", "network", "shm_size", "ulimits", "extra_hosts", "no_cache", "pull", "x-bake"])));
}
