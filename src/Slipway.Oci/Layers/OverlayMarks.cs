// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci.Layers;

/// <summary>The attributes in which overlayfs keeps its notes: <c>trusted.overlay.*</c>, or <c>user.overlay.*</c> when mounted with <c>userxattr</c>.</summary>
internal static class OverlayMarks
{
    internal const string TrustedPrefix = "trusted.overlay.";
    internal const string UserPrefix = "user.overlay.";
    internal const string Opaque = "opaque";

    /// <summary>Reads the notes on a directory or file.</summary>
    /// <exception cref="LayerException">The file is not whole without the layers below.</exception>
    internal static OverlayMark Read(RootedDirectory root, string path)
    {
        var mark = OverlayMark.None;
        foreach (var name in root.ListAttributes(path, FinalLink.Keep))
        {
            var note = name.StartsWith(TrustedPrefix, StringComparison.Ordinal) ? name[TrustedPrefix.Length..]
                : name.StartsWith(UserPrefix, StringComparison.Ordinal) ? name[UserPrefix.Length..]
                : "";
            if (note is "redirect" or "metacopy" or "whiteout" || (note == Opaque && Is(root, path, name, "x"u8)))
            {
                throw new LayerException(
                    $"'{root.Path}/{path}' has the attribute '{name}': it is not whole without the layers below. Mount overlays with redirect_dir=off,metacopy=off.");
            }
            if (note == Opaque && Is(root, path, name, "y"u8))
                mark = OverlayMark.Opaque;
        }
        return mark;
    }

    /// <summary>Whether an attribute's name is one of overlayfs's notes, which no layer carries.</summary>
    internal static bool IsNote(string name) =>
        name.StartsWith(TrustedPrefix, StringComparison.Ordinal) || name.StartsWith(UserPrefix, StringComparison.Ordinal);

    private static bool Is(RootedDirectory root, string path, string name, ReadOnlySpan<byte> value) =>
        root.TryGetAttribute(path, name, FinalLink.Keep).AsSpan().SequenceEqual(value);
}
