// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Where what was built goes.</summary>
public abstract record BuildOutput
{
    private protected BuildOutput()
    {
    }

    /// <summary>
    /// Reads <c>type=image|registry|local|tar|oci|docker|cacheonly[,dest=PATH][,key=value…]</c>, or the short forms: <c>-</c> (a tar to standard
    /// output) and a folder (its files, as <c>type=local</c>).
    /// </summary>
    /// <param name="text">The words of <c>--output</c>.</param>
    /// <param name="folder">The absolute folder that relative paths start from.</param>
    /// <param name="output">What was read.</param>
    /// <param name="problem">A clause that says what is wrong or not supported.</param>
    public static bool TryParse(string text, string folder, [NotNullWhen(true)] out BuildOutput? output, [NotNullWhen(false)] out string? problem)
    {
        (output, problem) = BuildOutputText.Parse(text, folder);
        return output is not null;
    }
}

/// <summary>The image itself, in some form.</summary>
public abstract record ImageOutput : BuildOutput
{
    private protected ImageOutput()
    {
    }

    /// <summary>How layers are compressed. Null, the default, is <see cref="BuildOptions.Compression"/>.</summary>
    public LayerCompressionOptions? Compression { get; init; }

    /// <summary>Whether files in new layers get SOURCE_DATE_EPOCH where they are younger. Null, the default, is yes where there is one.</summary>
    public bool? RewritesTimes { get; init; }

    /// <summary>The names that the image gets here where its target has no tags.</summary>
    public IReadOnlyList<ImageReference> Names { get; init; } = [];

    /// <summary>Annotations beside those of the target.</summary>
    public IReadOnlyList<PlacedAnnotation> Annotations { get; init; } = [];
}

/// <summary>The local store, under the target's tags; and from there their registries.</summary>
public sealed record ImageStoreOutput : ImageOutput
{
    /// <summary>Whether and how it is pushed. The default is not at all.</summary>
    public PushKind Push { get; init; }
}

/// <summary>An OCI image layout, as a tar or a folder.</summary>
/// <param name="Path">The absolute path; null is standard output.</param>
/// <param name="Form">As a tar or a folder.</param>
public sealed record OciOutput(string? Path, ArchiveForm Form) : ImageOutput;

/// <summary>What <c>docker load</c> reads: a tar (or a folder) with a manifest.json, of one platform.</summary>
/// <param name="Path">The absolute path; null is standard output.</param>
/// <param name="Form">As a tar or a folder.</param>
public sealed record DockerOutput(string? Path, ArchiveForm Form) : ImageOutput;

/// <summary>The images of a Docker Engine, <see cref="BuildServices.DockerHost"/>. Of several platforms it gets this machine's.</summary>
public sealed record DockerEngineOutput : ImageOutput;

/// <summary>The image's files in a folder; of several platforms each in a folder of its own, <c>linux_amd64</c>.</summary>
/// <param name="Folder">The absolute path; made where it is missing.</param>
public sealed record LocalOutput(string Folder) : BuildOutput
{
    /// <summary>What becomes of what the folder holds beside. The default is that it stays.</summary>
    public LocalOutputMode Mode { get; init; }

    /// <summary>Whether each platform has a folder of its own. Null, the default, is yes where there are several.</summary>
    public bool? SplitsPlatforms { get; init; }
}

/// <summary>The image's files as a tar.</summary>
/// <param name="File">The absolute path; null is standard output.</param>
public sealed record TarOutput(string? File) : BuildOutput;

/// <summary>Nowhere: the steps run, and their results stay in the cache.</summary>
public sealed record CacheOnlyOutput : BuildOutput;
