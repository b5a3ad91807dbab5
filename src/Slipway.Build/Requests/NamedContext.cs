// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>What a name in <see cref="BuildTarget.Contexts"/> stands for, in FROM, <c>COPY --from</c> and <c>RUN --mount=from</c>.</summary>
public abstract record NamedContext
{
    private protected NamedContext()
    {
    }

    /// <summary>
    /// Reads <c>docker-image://reference</c>, <c>oci-layout://folder[:tag][@digest]</c>, <c>target:name</c>, the address of a git repository or of a file, or a
    /// folder.
    /// </summary>
    /// <param name="text">The words of <c>--build-context name=…</c> after the equals sign.</param>
    /// <param name="folder">The absolute folder that relative paths start from.</param>
    /// <param name="context">What was read.</param>
    /// <param name="problem">A clause that says what is wrong, where it can't be read.</param>
    public static bool TryParse(string text, string folder, [NotNullWhen(true)] out NamedContext? context, [NotNullWhen(false)] out string? problem)
    {
        (context, problem) = text switch
        {
            "" => (null, "the context is empty; name a folder, an address, docker-image://…, oci-layout://… or target:…"),
            _ when After(text, "docker-image://") is { } image => ParseImage(image),
            _ when After(text, "oci-layout://") is { } layout => ParseLayout(layout, folder),
            _ when After(text, "target:") is { } target => (new TargetContext(target), null),
            _ when RemoteSource.KindOf(text) == RemoteSourceKind.Git || text.StartsWith("github.com/", StringComparison.Ordinal) => ParseGit(text),
            _ when RemoteSource.KindOf(text) == RemoteSourceKind.Http => Uri.TryCreate(text, UriKind.Absolute, out var address)
                ? (new HttpContext(address), null) : ((NamedContext?)null, $"'{RedactedAddress.Of(text)}' is no address"),
            _ when text.Contains("://", StringComparison.Ordinal) =>
                (null, $"the context '{RedactedAddress.Of(text)}' is of no kind that is known; expected a folder, https://…, a git address, docker-image://…, oci-layout://… or target:…"),
            _ => (new LocalContext(Path.GetFullPath(text, folder)), null),
        };
        return context is not null;
    }

    private static string? After(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;

    private static (NamedContext?, string?) ParseGit(string text) =>
        GitSource.TryParse(text, out var source, out var problem) ? (new GitContext(source), null) : (null, problem);

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

/// <summary>A state of a git repository, or a folder of it.</summary>
/// <param name="Source">Which.</param>
public sealed record GitContext(GitSource Source) : NamedContext;

/// <summary>An archive at an http or https address, unpacked; of any other file a folder with that file in it, named <c>context</c> as BuildKit does.</summary>
/// <param name="Address">Where it is.</param>
public sealed record HttpContext(Uri Address) : NamedContext;
