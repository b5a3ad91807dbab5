// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>The upper directory of a RUN step before and after its command: what BuildKit leaves in an image beside what the command did.</summary>
/// <param name="run">The step.</param>
/// <param name="snapshots">What it runs on, the topmost first.</param>
/// <param name="below">A look into that.</param>
/// <param name="upperPath">Where its changes go.</param>
/// <param name="time">The time of what is made.</param>
internal sealed class StepRoot(RunOperation run, IReadOnlyList<Snapshot> snapshots, TreeLook below, string upperPath, UnixTime time)
{
    private const int FolderMode = 0x1ED; // 0755

    // An image without them gets them from its first step: a container whose root is read-only cannot be without.
    private static readonly string[] MountedFolders = ["dev", "proc", "sys"];

    /// <summary>Makes the folders that the runtime mounts on, and the working folder, which is the user's.</summary>
    /// <exception cref="StepException">A file stands where the working folder should be.</exception>
    public void Prepare()
    {
        foreach (var folder in MountedFolders.Where(IsMissing))
            LinuxFile.CreateDirectory(Path.Combine(upperPath, folder), FolderMode);
        if (run.WorkingDirectory == "/")
            return;
        var lower = snapshots.Count == 0 ? null : below.View;
        using var upper = RootedDirectory.Open(upperPath);
        var tree = new UpperTree(upper, lower);
        var path = tree.Resolve(run.WorkingDirectory);
        if (tree.Find(path) is not null)
            return;
        var user = ContainerUser.Resolve(run.User, lower?.Root ?? upper);
        tree.EnsureDirectory(path, new(user.Uid, user.Gid, FolderMode, time));
        tree.Finish();
    }

    /// <summary>Takes out what the command left as it was, and what is there only because it was opened, or given an owner that it had.</summary>
    public void DropUnchanged(CancellationToken cancellationToken)
    {
        if (snapshots.Count == 0 || LinuxFile.List(upperPath).Count == 0)
            return;
        using var upper = RootedDirectory.Open(upperPath);
        new UnchangedFiles(upper, below.View.Root, cancellationToken).Drop();
    }

    // The topmost snapshot that says anything of it decides; a whiteout says that it is gone.
    private bool IsMissing(string folder)
    {
        foreach (var snapshot in snapshots)
        {
            if (LinuxFile.TryGetStatus(Path.Combine(snapshot.Path, folder)) is { } status)
                return status.IsOverlayWhiteout;
        }
        return true;
    }
}
