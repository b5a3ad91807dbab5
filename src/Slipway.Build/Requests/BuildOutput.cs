// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Build;

/// <summary>Where a built image goes.</summary>
public abstract record BuildOutput
{
    private protected BuildOutput()
    {
    }

    /// <summary>
    /// Reads <c>type=image|local|tar|oci|docker[,dest=PATH][,tar=false]</c>, of images also
    /// <c>[,compression=gzip|zstd|uncompressed][,compression-level=N][,force-compression=true]</c>, or the short forms: <c>-</c> (a tar to standard output) and a folder
    /// (its files, as <c>type=local</c>).
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

/// <summary>An output that is an image, of layers that are compressed.</summary>
public abstract record ImageOutput : BuildOutput
{
    private protected ImageOutput()
    {
    }

    /// <summary>How its layers are compressed. Null, the default, is as <see cref="BuildOptions.Compression"/> says.</summary>
    public LayerCompressionOptions? Compression { get; init; }
}

/// <summary>The local store, under the target's tags.</summary>
public sealed record ImageStoreOutput : ImageOutput;

/// <summary>The image's files in a folder; of several platforms each in a folder of its own, <c>linux_amd64</c>.</summary>
/// <param name="Folder">The absolute path; made where it is missing, and what it holds stays.</param>
public sealed record LocalOutput(string Folder) : BuildOutput;

/// <summary>The image's files as a tar.</summary>
/// <param name="File">The absolute path; null is standard output.</param>
public sealed record TarOutput(string? File) : BuildOutput;

/// <summary>An OCI image layout, as a tar or a folder.</summary>
/// <param name="Path">The absolute path; null is standard output.</param>
/// <param name="Form">As a tar or a folder.</param>
public sealed record OciOutput(string? Path, ArchiveForm Form) : ImageOutput;

/// <summary>What <c>docker load</c> reads: a tar (or a folder) with a manifest.json, of one platform.</summary>
/// <param name="Path">The absolute path; null is standard output.</param>
/// <param name="Form">As a tar or a folder.</param>
public sealed record DockerOutput(string? Path, ArchiveForm Form) : ImageOutput;
