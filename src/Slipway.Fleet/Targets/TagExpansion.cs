// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Makes references of an image's tags: <c>1.0</c> is a tag of <c>registry/image</c>, and what has a <c>:</c> or <c>/</c> is a whole reference.</summary>
internal sealed class TagExpansion(FleetFile file, FleetImage image, Interpolation words, List<Diagnostic> diagnostics)
{
    internal (IReadOnlyList<ImageReference> Shared, IReadOnlyList<PlatformTag> OfPlatforms) Expand(IReadOnlyList<Located<string>>? tags, FleetTarget target)
    {
        var shared = new List<ImageReference>();
        var ofPlatforms = new List<PlatformTag>();
        foreach (var tag in tags ?? [Default(target)])
        {
            if (Interpolation.HasArch(tag.Value))
                ofPlatforms.AddRange(target.Platforms.Select(platform => (platform, Reference: Read(tag, ArchOf(platform)))).Where(pair => pair.Reference is not null).Select(pair => new PlatformTag(pair.platform, pair.Reference!)));
            else if (Read(tag, null) is { } reference && !shared.Contains(reference))
                shared.Add(reference);
        }
        return (shared, ofPlatforms);
    }

    // Without tags: the version, or latest, with the values of the matrix, so that no two variants share a tag.
    private Located<string> Default(FleetTarget target) =>
        new(string.Join('-', [target.Version ?? Tag.Latest.ToString(), .. target.Axes.Select(axis => axis.Value)]), image.Name.Place);

    private static string ArchOf(Platform platform) => platform.Architecture + platform.Variant;

    private ImageReference? Read(Located<string> tag, string? architecture)
    {
        if (words.Fill(tag.Value, tag.Place, architecture) is not { } text)
            return null;
        var isWhole = text.AsSpan().IndexOfAny(':', '/') >= 0;
        var whole = isWhole ? text : file.Registry is { } registry ? $"{registry.Value}/{image.Name.Value}:{text}" : $"{image.Name.Value}:{text}";
        if (!ImageReference.TryParse(whole, out var reference, out var problem))
        {
            Report(tag.Place, isWhole ? $"'{text}' is not an image reference: {problem.Message}" : $"'{text}' is not a tag: {problem.Message}", problem.Help);
            return null;
        }
        if (reference.Digest is not null)
        {
            Report(tag.Place, $"'{text}' names a digest, which no build can promise", "name a tag");
            return null;
        }
        return reference.WithDefaultTag();
    }

    private void Report(SourcePlace place, string message, string? help) => diagnostics.Add(Diagnostic.Error(place.Source, place.Span, message, help));
}
