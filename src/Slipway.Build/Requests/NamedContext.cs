// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>What a name in <see cref="BuildTarget.Contexts"/> stands for, in FROM, <c>COPY --from</c> and <c>RUN --mount=from</c>.</summary>
public abstract record NamedContext
{
    private protected NamedContext()
    {
    }

    /// <summary>
    /// Reads <c>docker-image://reference</c>, <c>oci-layout://folder[:tag][@digest]</c>, <c>target:name</c> or a folder.
    /// </summary>
    /// <param name="text">The words of <c>--build-context name=…</c> after the equals sign.</param>
    /// <param name="folder">The absolute folder that relative paths start from.</param>
    /// <param name="context">What was read.</param>
    /// <param name="problem">A clause that says what is wrong, where it can't be read.</param>
    public static bool TryParse(string text, string folder, [NotNullWhen(true)] out NamedContext? context, [NotNullWhen(false)] out string? problem)
    {
        (context, problem) = text switch
        {
            "" => (null, "the context is empty; name a folder, docker-image://…, oci-layout://… or target:…"),
            _ when After(text, "docker-image://") is { } image => ParseImage(image),
            _ when After(text, "oci-layout://") is { } layout => ParseLayout(layout, folder),
            _ when After(text, "target:") is { } target => (new TargetContext(target), null),
            _ when IsRemote(text) => ((NamedContext?)null, $"the context '{text}' is remote, which is not supported; fetch it first and name its folder"),
            _ => (new LocalContext(Path.GetFullPath(text, folder)), null),
        };
        return context is not null;
    }

    private static string? After(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;

    private static bool IsRemote(string text) =>
        text.Contains("://", StringComparison.Ordinal) || text.StartsWith("git@", StringComparison.Ordinal) || text.StartsWith("github.com/", StringComparison.Ordinal);

    private static (NamedContext?, string?) ParseImage(string text) => ImageReference.TryParse(text, out var reference, out var problem)
        ? (new ImageContext(reference.WithDefaultTag()), null)
        : (null, $"'{text}' is not an image reference: {problem}");

    private static (NamedContext?, string?) ParseLayout(string text, string folder)
    {
        var (path, digest) = text.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, null);
        if (digest is not null && !Digest.TryParse(digest, out _))
            return (null, $"'{digest}' is not a digest; expected sha256:<64 lower-case hex digits>");
        var colon = path.LastIndexOf(':');
        var tag = colon > path.LastIndexOf('/') ? path[(colon + 1)..] : null;
        return (new LayoutContext(Path.GetFullPath(tag is null ? path : path[..colon], folder), tag, digest is null ? null : Digest.Parse(digest)), null);
    }
}

/// <summary>A folder of this machine, with its own <c>.dockerignore</c>.</summary>
/// <param name="Folder">Its absolute path.</param>
public sealed record LocalContext(string Folder) : NamedContext;

/// <summary>An image, in the local store or else in its registry.</summary>
/// <param name="Reference">Its name.</param>
public sealed record ImageContext(ImageReference Reference) : NamedContext;

/// <summary>An image in another OCI layout of this machine.</summary>
/// <param name="Folder">The layout's absolute path.</param>
/// <param name="Tag">The image's name in the layout's index, or null.</param>
/// <param name="Digest">The image's digest, or null; one of both is needed where the layout holds several images.</param>
public sealed record LayoutContext(string Folder, string? Tag, Digest? Digest) : NamedContext;

/// <summary>Another target of the same request.</summary>
/// <param name="Target">Its name.</param>
public sealed record TargetContext(string Target) : NamedContext;
