// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>The file <c>oci-layout</c>, which says that a folder is an image layout, and of which version.</summary>
internal static class MarkerFile
{
    /// <summary>The version that is known.</summary>
    public const string Version = "1.0.0";

    private const int MaxSize = 64 * 1024;

    // What nearly every store has; it takes no JSON to know it, which would be much of what a short command does.
    private static ReadOnlySpan<byte> Own => "{\"imageLayoutVersion\":\"1.0.0\"}"u8;

    /// <summary>Its bytes; null where there is none.</summary>
    public static byte[]? TryRead(IBlobFiles files) => AtomicFile.TryRead(files, LayoutPaths.Marker, MaxSize);

    /// <summary>The version that its bytes say; null where they say none.</summary>
    public static string? TryParse(byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, OciJson.Relaxed.LayoutMarker)?.ImageLayoutVersion;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Throws unless its bytes say the version that is known.</summary>
    /// <exception cref="ImageFormatException">They say another or none.</exception>
    public static void Require(byte[] content, string path)
    {
        if (Own.SequenceEqual(content))
            return;
        var version = TryParse(content);
        if (version != Version)
        {
            throw new ImageFormatException(version is null
                ? $"'{path}' does not say an image layout version in its {content.Length} bytes. Mend the store: slipway fsck --repair."
                : $"'{path}' says image layout version '{version}'; only {Version} is supported.");
        }
    }

    /// <summary>Writes it, durably.</summary>
    public static void Write(IBlobFiles files) =>
        AtomicFile.Write(files, LayoutPaths.Marker, Own.ToArray());
}
