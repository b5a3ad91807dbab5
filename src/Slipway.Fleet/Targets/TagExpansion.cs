// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>
/// Makes references of an image's tags: <c>1.0</c> is a tag of <c>registry/image</c>, and what has a <c>:</c> or <c>/</c> is a whole
/// reference.
/// </summary>
internal sealed class TagExpansion(FleetFile file, FleetImage image, Interpolation words, List<Diagnostic> diagnostics)
{
    internal (IReadOnlyList<ImageReference> Shared, IReadOnlyList<PlatformTag> OfPlatforms) Expand(IReadOnlyList<Located<string>>? tags, FleetTarget target)
    {
        var shared = new List<ImageReference>();
        var ofPlatforms = new List<PlatformTag>();
        foreach (var tag in tags ?? [Default(target)])
        {
            if (Interpolation.HasArch(tag.Value))
                ofPlatforms.AddRange(target.Platforms.Select(platform => ReadFor(platform, tag)).OfType<PlatformTag>());
            else if (Read(tag, null) is { } reference && !shared.Contains(reference))
                shared.Add(reference);
        }
        return (shared, ofPlatforms);
    }

    // Without tags: the version, or latest, with the values of the matrix, so that no two variants share a tag.
    private Located<string> Default(FleetTarget target) =>
        new(string.Join('-', [target.Version ?? Tag.Latest.ToString(), .. target.Axes.Select(axis => axis.Value)]), image.Name.Place);

    private PlatformTag? ReadFor(Platform platform, Located<string> tag) => Read(tag, ArchOf(platform)) is { } reference ? new(platform, reference) : null;

    private static string ArchOf(Platform platform) => platform.Architecture + platform.Variant;

    private ImageReference? Read(Located<string> tag, string? architecture)
    {
        if (words.Fill(tag.Value, tag.Place, architecture) is not { } text)
            return null;
        var isWhole = text.AsSpan().IndexOfAny(':', '/') >= 0;
        var whole = isWhole ? text : file.Registry is { } registry ? $"{registry.Value}/{image.Name.Value}:{text}" : $"{image.Name.Value}:{text}";
        if (!ImageReference.TryParse(whole, out var reference, out var problem))
        {
            // Of a tag alone the problem says that it is one.
            var told = problem.Message.StartsWith($"'{text}' is not a tag", StringComparison.Ordinal) ? problem.Message : null;
            Report(
                tag.Place, told ?? (isWhole ? $"'{text}' is not an image reference: {problem.Message}" : $"'{text}' is not a tag: {problem.Message}"),
                problem.Help ?? "write a tag such as '1.0', or a whole reference such as 'ghcr.io/team/app:1.0'");
            return null;
        }
        if (reference.Digest is not null)
        {
            Report(tag.Place, $"'{text}' names a digest, which no build can promise", "name a tag");
            return null;
        }
        return reference.WithDefaultTag();
    }

    private void Report(SourcePlace place, string message, string? help) => diagnostics.Add(place.Error(message, help));
}
