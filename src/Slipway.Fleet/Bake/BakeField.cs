// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A field of Bake's targets.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Merge">How layers of it come together.</param>
/// <param name="Escaping">Whether <c>--print</c> writes <c>${</c> as <c>$${</c> in it.</param>
internal sealed record BakeField(string Name, BakeFieldKind Kind, BakeMerge Merge = BakeMerge.Replace, BakeEscaping Escaping = BakeEscaping.None)
{
    /// <summary>All of them, in the order of <c>--print</c>.</summary>
    internal static IReadOnlyList<BakeField> All { get; } =
    [
        new("description", BakeFieldKind.Text),
        new("inherits", BakeFieldKind.Texts, BakeMerge.Join),
        new("annotations", BakeFieldKind.Texts, BakeMerge.Join, BakeEscaping.Template),
        new("attest", BakeFieldKind.Entries, BakeMerge.Join),
        new("context", BakeFieldKind.Text),
        new("contexts", BakeFieldKind.Map, BakeMerge.Join),
        new("dockerfile", BakeFieldKind.Text),
        new("dockerfile-inline", BakeFieldKind.Text, BakeMerge.Replace, BakeEscaping.Template),
        new("args", BakeFieldKind.Map, BakeMerge.Join, BakeEscaping.Template),
        new("labels", BakeFieldKind.Map, BakeMerge.Join, BakeEscaping.Template),
        new("tags", BakeFieldKind.Texts),
        new("cache-from", BakeFieldKind.Entries, BakeMerge.Join),
        new("cache-to", BakeFieldKind.Entries),
        new("target", BakeFieldKind.Text),
        new("secret", BakeFieldKind.Entries, BakeMerge.Join),
        new("ssh", BakeFieldKind.Entries, BakeMerge.Join),
        new("platforms", BakeFieldKind.Texts),
        new("output", BakeFieldKind.Entries),
        new("pull", BakeFieldKind.Flag),
        new("no-cache", BakeFieldKind.Flag),
        new("network", BakeFieldKind.Text),
        new("no-cache-filter", BakeFieldKind.Texts, BakeMerge.Join),
        new("shm-size", BakeFieldKind.Text),
        new("ulimits", BakeFieldKind.Texts, BakeMerge.Join),
        new("resources", BakeFieldKind.Map, BakeMerge.Join),
        new("call", BakeFieldKind.Text),
        new("entitlements", BakeFieldKind.Texts, BakeMerge.Join),
        new("extra-hosts", BakeFieldKind.Map, BakeMerge.Join, BakeEscaping.Template),
        new("policy", BakeFieldKind.Entries, BakeMerge.Join),
    ];

    private static Dictionary<string, BakeField> ByName { get; } = All.ToDictionary(static field => field.Name, StringComparer.Ordinal);

    /// <summary>The type that its value has in expressions, and is converted to.</summary>
    internal HclType Type => Kind switch
    {
        BakeFieldKind.Text => HclType.String,
        BakeFieldKind.Flag => HclType.Bool,
        BakeFieldKind.Texts => HclType.ListOf(HclType.String),
        BakeFieldKind.Map => HclType.MapOf(HclType.String),
        _ => HclType.Any,
    };

    internal static BakeField? Find(string name) => ByName.GetValueOrDefault(name);

    internal static BakeField Of(string name) => ByName[name];
}
