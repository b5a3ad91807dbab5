// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Security.Cryptography;
using Slipway.Dockerfile;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// The digest of what a selection holds: names, types, modes, owners, link targets, devices, attributes, content; never a time. What a COPY
/// replaces anyway (its --chmod, its --chown) is not in it.
/// </summary>
internal static class SelectionDigest
{
    /// <param name="tree">The tree selected from.</param>
    /// <param name="tops">What was selected.</param>
    /// <param name="mode">--chmod, or null.</param>
    /// <param name="replacesOwner">Whether --chown is given.</param>
    /// <param name="content">Says what a regular file holds.</param>
    /// <param name="manifest">Takes what each file comes to.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Digest Compute(
        SourceTree tree, IReadOnlyList<CopyTop> tops, ModeChange? mode, bool replacesOwner, Func<CopyItem, Digest> content, SelectionManifest manifest, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var links = new Dictionary<(DeviceNumber, ulong), int>();
        foreach (var top in tops)
        {
            KeyWriter.Append(hash, "top " + top.Name);
            foreach (var parent in top.Parents)
                Append(hash, tree, parent, mode, replacesOwner, links, null, manifest);
            foreach (var item in top.Items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Append(hash, tree, item, mode, replacesOwner, links, content, manifest);
            }
        }
        return Digest.FromHash(HashAlgorithmName.SHA256, hash.GetHashAndReset());
    }

    private static void Append(
        IncrementalHash hash, SourceTree tree, CopyItem item, ModeChange? mode, bool replacesOwner, Dictionary<(DeviceNumber, ulong), int> links, Func<CopyItem, Digest>? content,
        SelectionManifest manifest)
    {
        var status = item.Status;
        var isLink = status.Type == FileType.SymbolicLink;
        var figure = new ManifestFigure();
        var type = status.Type.ToString();
        var modeText = isLink ? "" : (mode?.Apply(status.Mode, status.Type == FileType.Directory) ?? status.Mode).ToString(CultureInfo.InvariantCulture);
        var owner = replacesOwner || tree.IsContext ? "" : $"{status.UserId}:{status.GroupId}";
        var holds = status.Type switch
        {
            FileType.RegularFile when content is not null => content(item).ToString(),
            FileType.SymbolicLink => item.ReadLink(tree.View),
            FileType.CharacterDevice or FileType.BlockDevice => status.SpecialDevice.ToString()!,
            _ => "",
        };
        KeyWriter.Append(hash, item.Relative);
        foreach (var text in (ReadOnlySpan<string>)[type, modeText, owner])
        {
            KeyWriter.Append(hash, text);
            figure.Add(text);
        }
        KeyWriter.Append(hash, holds);
        if (status is { LinkCount: > 1, Type: not FileType.Directory })
            KeyWriter.Append(hash, $"link {(links.TryGetValue((status.Device, status.Inode), out var group) ? group : links[(status.Device, status.Inode)] = links.Count)}");
        if (!isLink)
        {
            foreach (var (name, value) in item.ReadAttributes(tree.View))
            {
                var digest = SHA256.HashData(value.Span);
                KeyWriter.Append(hash, name);
                hash.AppendData(digest);
                figure.Add(name);
                figure.Add(digest);
            }
        }
        var contentFigure = new ManifestFigure();
        contentFigure.Add(holds);
        manifest.Add(item.Source, figure.Value, contentFigure.Value);
    }
}
