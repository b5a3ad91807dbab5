// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// What the kernel says of all that a selection of a context holds, as one digest: while that is the same, so is the digest of the selection, and no more than
/// statuses has to be read.
/// </summary>
/// <param name="files">The build records.</param>
/// <param name="selection">What decides the digest of the selection but for the files themselves.</param>
internal sealed class SelectionStats(RecordFiles files, Digest selection)
{
    /// <summary>The digest of all names and stamps; null where one of the files changed so lately that its stamp may not tell of the next change.</summary>
    public static Digest? TryCompute(IReadOnlyList<CopyTop> tops, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = RacyWindow.Start(time);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        foreach (var top in tops)
        {
            writer.Write(top.Name);
            writer.Write(top.Parents.Count);
            writer.Write(top.Items.Count);
            foreach (var item in top.Parents.Concat(top.Items))
            {
                if (!RacyWindow.IsBefore(item.Status, start))
                    return null;
                writer.Write(item.Source.Length);
                writer.Write(MemoryMarshal.AsBytes(item.Source.AsSpan()));
                writer.Write(item.Relative.Length);
                FileStamp.Of(item.Status).Write(writer);
                if (buffer.Length > 60_000)
                    Flush();
            }
            cancellationToken.ThrowIfCancellationRequested();
        }
        Flush();
        return Digest.FromHash(HashAlgorithmName.SHA256, hash.GetHashAndReset());

        void Flush()
        {
            hash.AppendData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
            buffer.SetLength(0);
        }
    }

    /// <summary>The digest that the selection had when its files had these stamps; null where that isn't known.</summary>
    public Digest? Find(Digest stats) =>
        files.Find(Path) is { } body && Encoding.ASCII.GetString(body.Span).Split(' ') is [var was, var known] && was == stats.ToString()
        && Digest.TryParse(known, out var digest) ? digest : null;

    // As with what is known of single files: after a power cut, they are read again.
    public void Save(Digest stats, Digest digest) => files.Save(Path, Encoding.ASCII.GetBytes($"{stats} {digest}"), RecordLife.Boot);

    private string Path => $"contexts/{selection.Hex}.selection";
}
