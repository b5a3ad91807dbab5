// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>The entries of an index that is being joined, each digest once.</summary>
internal sealed class IndexEntries(SamePlatform samePlatform)
{
    private const string ReferenceDigest = "vnd.docker.reference.digest";
    private readonly List<(Descriptor Entry, string Place)> _entries = [];

    public IReadOnlyList<Descriptor> All => [.. _entries.Select(static entry => entry.Entry)];

    /// <summary>Adds an entry of an image in <paramref name="place"/>.</summary>
    /// <exception cref="ImageFormatException">Another is for its platform, and that is refused.</exception>
    public void Add(Descriptor entry, string place)
    {
        if (_entries.Any(other => other.Entry.Digest == entry.Digest))
            return;
        var rival = IsImage(entry) ? _entries.FindIndex(other => IsImage(other.Entry) && SamePlatforms(other.Entry.Platform!, entry.Platform!)) : -1;
        if (rival < 0)
        {
            _entries.Add((entry, place));
            return;
        }
        if (samePlatform == SamePlatform.Refused)
        {
            throw new ImageFormatException($"'{_entries[rival].Place}' and '{place}' both have an image for {entry.Platform}, and whoever pulls would get the first. "
                + "Leave one out, or let the later replace the earlier with --append.");
        }
        var replaced = _entries[rival].Entry.Digest.ToString();
        _entries[rival] = (entry, place);
        _entries.RemoveAll(other => other.Entry.Annotations?.GetValueOrDefault(ReferenceDigest) == replaced);
    }

    private static bool IsImage(Descriptor entry) => entry.Platform is { Os: not "unknown" };

    private static bool SamePlatforms(Platform left, Platform right) => left.Normalised() == right.Normalised();
}
