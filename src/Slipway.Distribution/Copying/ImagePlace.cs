// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>A place that an image is copied from or to.</summary>
public sealed record ImagePlace
{
    private const string DockerPrefix = "docker://";

    private static readonly (string Prefix, ImagePlaceKind Kind)[] Kinds =
        [("oci:", ImagePlaceKind.Layout), ("oci-archive:", ImagePlaceKind.OciArchive), ("docker-archive:", ImagePlaceKind.DockerArchive)];

    /// <summary>What keeps the image.</summary>
    public required ImagePlaceKind Kind { get; init; }

    /// <summary>The folder or file; null of a registry.</summary>
    public string? Path { get; init; }

    /// <summary>The image's name in a registry, or in an archive where it has one there.</summary>
    public ImageReference? Reference { get; init; }

    /// <summary>What a layout lists the image under, a tag or any other text; null where it is the only one, or has no name.</summary>
    public string? RefName { get; init; }

    /// <summary>
    /// Reads a place: <c>NAME[:TAG][@DIGEST]</c> or <c>docker://NAME…</c> in a registry, <c>oci:DIR[:NAME]</c>, <c>oci-archive:FILE[:NAME]</c>,
    /// <c>docker-archive:FILE[:NAME]</c>.
    /// </summary>
    /// <param name="text">The place.</param>
    /// <param name="workingFolder">What relative paths are relative to, an absolute path.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static ImagePlace Parse(string text, string workingFolder)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var (prefix, kind) in Kinds)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal))
                return ParseFile(text, text[prefix.Length..], kind, workingFolder);
        }
        var name = text.StartsWith(DockerPrefix, StringComparison.Ordinal) ? text[DockerPrefix.Length..] : text;
        return ImageReference.TryParse(name, out var reference, out var problem)
            ? new() { Kind = ImagePlaceKind.Registry, Reference = reference.WithDefaultTag() }
            : throw new FormatException($"'{text}' is no place of an image: {problem}. Expected is a name in a registry, oci:DIR[:NAME], oci-archive:FILE[:NAME] or docker-archive:FILE[:NAME].");
    }

    /// <summary>The same registry's repository or layout under another tag or name.</summary>
    internal ImagePlace Named(string name) => Kind == ImagePlaceKind.Registry
        ? this with { Reference = Reference!.WithTag(Tag.Parse(name)) }
        : this with { Reference = null, RefName = name };

    /// <summary>As <see cref="Parse"/> reads it, names in their familiar form.</summary>
    public override string ToString()
    {
        if (Kind == ImagePlaceKind.Registry)
            return Reference!.Familiar;
        var name = Reference?.Familiar ?? RefName;
        return Kinds.First(kind => kind.Kind == Kind).Prefix + Path + (name is null ? "" : ":" + name);
    }

    private static ImagePlace ParseFile(string text, string rest, ImagePlaceKind kind, string workingFolder)
    {
        // As skopeo has it: the path ends at the first colon.
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var (path, name) = colon < 0 ? (rest, null) : (rest[..colon], rest[(colon + 1)..]);
        if (path.Length == 0 || name is { Length: 0 })
            throw new FormatException($"'{text}' is no place of an image: {(path.Length == 0 ? "it names no file" : "nothing stands behind its last colon")}.");
        // A tag alone is a name in a layout and no reference.
        var reference = name is not null && name.AsSpan().IndexOfAny(':', '/') >= 0 && ImageReference.TryParse(name, out var parsed, out _) ? parsed : null;
        if (kind == ImagePlaceKind.DockerArchive && name is not null && reference is null)
            throw new FormatException($"'{text}' is no place of an image: '{name}' is no name with a tag, such as 'app:1.0'.");
        return new() { Kind = kind, Path = System.IO.Path.GetFullPath(path, workingFolder), Reference = reference, RefName = name };
    }
}
