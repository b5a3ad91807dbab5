// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>
/// Reads entries that Bake writes as CSV (<c>id=token,env=TOKEN</c>) or as maps of the same parts. Each comes out as CSV: what it means is said
/// when the words in braces are filled in.
/// </summary>
internal sealed class EntryReader(List<Diagnostic> diagnostics)
{
    /// <summary>The parts of a secret.</summary>
    internal static IReadOnlyList<string> SecretParts { get; } = ["id", "src", "source", "env", "type"];

    /// <summary>The parts of an agent.</summary>
    internal static IReadOnlyList<string> AgentParts { get; } = ["id", "paths"];

    internal IReadOnlyList<Located<string>>? Secrets(FieldReader fields) => Read(fields, "secret", map => Parts(map, "a secret", SecretParts));

    internal IReadOnlyList<Located<string>>? Agents(FieldReader fields) => Read(fields, "ssh", Agent);

    internal IReadOnlyList<Located<string>>? Outputs(FieldReader fields) => Read(fields, "output", map => Parts(map, "an output", null));

    internal IReadOnlyList<Located<string>>? Caches(FieldReader fields, string word) => Read(fields, word, map => Parts(map, word, null));

    private static IReadOnlyList<Located<string>>? Read(FieldReader fields, string word, Func<YamlMap, string?> compose)
    {
        if (fields.Peek(word) is YamlMap alone)
            return compose(alone) is { } text ? [new(text, alone.Place)] : null;
        if (fields.Peek(word) is not YamlList { Items.Count: > 0 } list || !list.Items.Any(static item => item is YamlMap))
            return fields.Texts(word);
        return [.. list.Items.Select(item => item is YamlMap map ? At(compose(map), map) : fields.Item(item, word)).OfType<Located<string>>()];
    }

    private static Located<string>? At(string? text, YamlMap map) => text is null ? null : new(text, map.Place);

    // "default", or "id=path,path".
    private string? Agent(YamlMap map)
    {
        var fields = new FieldReader(map, "an agent", diagnostics);
        var (id, paths) = (fields.Text("id"), fields.Texts("paths"));
        fields.Finish();
        if (id is null && map.Entries.All(static entry => entry.Key.Text != "id"))
            fields.Report(map, "an agent has no 'id'", "write 'id: default', or the id that the Dockerfile's mount has");
        return id is not { } given ? null : paths is null ? given.Value : $"{given.Value}={string.Join(',', paths.Select(path => path.Value))}";
    }

    private string? Parts(YamlMap map, string owner, IReadOnlyList<string>? known)
    {
        var fields = new FieldReader(map, owner, diagnostics);
        var parts = new List<string>();
        foreach (var word in known ?? [.. map.Entries.Select(static entry => entry.Key.Text)])
        {
            if (fields.Text(word) is { } text)
                parts.Add(BakeEntries.Quoted($"{word}={text.Value}"));
        }
        fields.Finish();
        return parts.Count == 0 ? null : string.Join(',', parts);
    }
}
