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
    /// <param name="cancellationToken">Stops it.</param>
    public static Digest Compute(
        SourceTree tree, IReadOnlyList<CopyTop> tops, ModeChange? mode, bool replacesOwner, Func<CopyItem, Digest> content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var links = new Dictionary<(DeviceNumber, ulong), int>();
        foreach (var top in tops)
        {
            KeyWriter.Append(hash, "top " + top.Name);
            foreach (var parent in top.Parents)
                Append(hash, tree, parent, mode, replacesOwner, links, null);
            foreach (var item in top.Items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Append(hash, tree, item, mode, replacesOwner, links, content);
            }
        }
        return Digest.FromHash(HashAlgorithmName.SHA256, hash.GetHashAndReset());
    }

    private static void Append(
        IncrementalHash hash, SourceTree tree, CopyItem item, ModeChange? mode, bool replacesOwner, Dictionary<(DeviceNumber, ulong), int> links, Func<CopyItem, Digest>? content)
    {
        var status = item.Status;
        var isLink = status.Type == FileType.SymbolicLink;
        KeyWriter.Append(hash, item.Relative);
        KeyWriter.Append(hash, status.Type.ToString());
        KeyWriter.Append(hash, isLink ? "" : (mode?.Apply(status.Mode, status.Type == FileType.Directory) ?? status.Mode).ToString(CultureInfo.InvariantCulture));
        KeyWriter.Append(hash, replacesOwner || tree.IsContext ? "" : $"{status.UserId}:{status.GroupId}");
        KeyWriter.Append(hash, status.Type switch
        {
            FileType.RegularFile when content is not null => content(item).ToString(),
            FileType.SymbolicLink => item.ReadLink(tree.View),
            FileType.CharacterDevice or FileType.BlockDevice => status.SpecialDevice.ToString()!,
            _ => "",
        });
        if (status is { LinkCount: > 1, Type: not FileType.Directory })
            KeyWriter.Append(hash, $"link {(links.TryGetValue((status.Device, status.Inode), out var group) ? group : links[(status.Device, status.Inode)] = links.Count)}");
        if (isLink)
            return;
        foreach (var (name, value) in item.ReadAttributes(tree.View))
        {
            KeyWriter.Append(hash, name);
            hash.AppendData(SHA256.HashData(value.Span));
        }
    }
}
