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

    /// <summary>Makes sure that the snapshots are, or will be, of this process's form.</summary>
    /// <exception cref="ExecutionException">They are of another.</exception>
    internal static void Require(SlipwayHome home)
    {
        // Who is no root of any kind makes none and runs nothing on them.
        if (!Environment.IsPrivilegedProcess || Known.ContainsKey(home.Root))
            return;
        var path = Path.Combine(home.Snapshots, Name);
        var own = UserNamespace.IsInitial ? Trusted : $"user {RootOutside}";
        var form = Read(path) ?? (HasSnapshots(home) ? Trusted : Write(path, own));
        if (form != own)
        {
            throw new ExecutionException(
                $"The file trees in '{home.Snapshots}' were made {Maker(form)} and cannot be used {Maker(own)}. Take another home by the variable SLIPWAY_HOME.")
            {
                Program = "slipway",
            };
        }
        Known.TryAdd(home.Root, true);
    }

    // Root in here is that user out there.
    private static uint RootOutside => UserNamespace.MappedUsers.FirstOrDefault(static range => range.Inside == 0).Outside;

    private static string Maker(string form) => form == Trusted ? "by root" : $"without root, by the {form}";

    private static string? Read(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;

    // Homes from before this file was written are root's.
    private static bool HasSnapshots(SlipwayHome home) => Directory.Exists(home.Snapshots)
        && Directory.EnumerateDirectories(home.Snapshots).Any(static folder => SnapshotId.FromFolderName(Path.GetFileName(folder)) is not null);

    private static string Write(string path, string form)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, System.Text.Encoding.ASCII.GetBytes(form + "\n"));
        return form;
    }
}
