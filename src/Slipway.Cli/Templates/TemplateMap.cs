// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Templates;

/// <summary>A map from texts; ordered by the bytes of its keys, as Go prints and walks one.</summary>
internal sealed record TemplateMap : TemplateValue
{
    private readonly SortedDictionary<string, TemplateValue> _entries;

    public TemplateMap(IEnumerable<KeyValuePair<string, TemplateValue>> entries) => _entries = new(new Dictionary<string, TemplateValue>(entries), StringComparer.Ordinal);

    /// <summary>The entries in order.</summary>
    public IReadOnlyDictionary<string, TemplateValue> Entries => _entries;

    /// <summary>Whether JSON writes it as null.</summary>
    public bool IsNull { get; init; }

    /// <summary>What <c>index</c> gives for a key that isn't there.</summary>
    public TemplateValue Zero { get; init; } = Missing;

    /// <summary>Whether its keys are of a type of their own in Go, so that no text indexes it; Docker then falls back to the document.</summary>
    public bool HasOwnKeys { get; init; }

    /// <summary>Whether a field that isn't there is an error, as for documents of any shape; else it is no value.</summary>
    public bool IsStrict { get; init; }

    public override string Kind => "map";

    public override bool IsTrue => _entries.Count > 0;

    public bool Equals(TemplateMap? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => _entries.Count;
}
