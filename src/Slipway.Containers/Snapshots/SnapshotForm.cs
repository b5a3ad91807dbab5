// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// Who can use a home's snapshots. The machine's root keeps overlayfs's notes in trusted attributes, the root of a user namespace in user attributes, and
/// neither sees the other's: a directory that a step emptied would show what lies below again. So the first to make a snapshot writes down which it is.
/// </summary>
internal static class SnapshotForm
{
    private const string Name = "form", Trusted = "trusted";

    private static readonly ConcurrentDictionary<string, bool> Known = new();

    /// <summary>Makes sure that the snapshots are of this process's form, as far as there are any.</summary>
    /// <exception cref="ExecutionException">They are of another.</exception>
    internal static void Check(SlipwayHome home)
    {
        // Who is no root of any kind makes none and runs nothing on them, but may look whether there are any.
        if (!Environment.IsPrivilegedProcess || Known.ContainsKey(home.Root))
            return;
        var written = Read(home);
        var form = written ?? (HasSnapshots(home) ? Trusted : Own);
        if (form == Own)
        {
            if (written is not null)
                Known.TryAdd(home.Root, true);
            return;
        }
        throw new ExecutionException(
            $"The file trees in '{home.Snapshots}' were made {Maker(form)} and cannot be used {Maker(Own)}. Take another home by the variable SLIPWAY_HOME.")
        {
            Program = "slipway",
        };
    }

    /// <summary>Makes sure of the same for a snapshot that is about to be made, and writes it down.</summary>
    /// <exception cref="ExecutionException">The home's snapshots are of another form, or this process may not make any.</exception>
    internal static void Claim(SlipwayHome home)
    {
        if (Known.ContainsKey(home.Root))
            return;
        RootlessHost.RequireRights(home);
        Check(home);
        if (Read(home) is null)
            AtomicFile.Write(PathOf(home), System.Text.Encoding.ASCII.GetBytes(Own + "\n"));
        Known.TryAdd(home.Root, true);
    }

    private static string Own => UserNamespace.IsInitial ? Trusted : $"user {RootOutside}";

    // Root in here is that user out there.
    private static uint RootOutside => UserNamespace.MappedUsers.FirstOrDefault(static range => range.Inside == 0).Outside;

    private static string Maker(string form) => form == Trusted ? "by root" : $"without root, by the {form}";

    private static string? Read(SlipwayHome home) => File.Exists(PathOf(home)) ? File.ReadAllText(PathOf(home)).Trim() : null;

    private static string PathOf(SlipwayHome home) => Path.Combine(home.Snapshots, Name);

    // Homes from before this file was written are root's.
    private static bool HasSnapshots(SlipwayHome home) => Directory.Exists(home.Snapshots)
        && Directory.EnumerateDirectories(home.Snapshots).Any(static folder => SnapshotId.FromFolderName(Path.GetFileName(folder)) is not null);
}
