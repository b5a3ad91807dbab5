// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Halts all processes of a control group where they are, and lets them go on.</summary>
internal static class CgroupFreezer
{
    private const string Root = "/sys/fs/cgroup";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2), Patience = TimeSpan.FromSeconds(10);

    /// <summary>Whether they are halted.</summary>
    internal static bool IsFrozen(string group) => Read(StateOf(group)) is "FROZEN" or "FREEZING" or "1";

    /// <summary>Halts them; they are by the time this returns.</summary>
    /// <exception cref="TimeoutException">One doesn't halt, within 10 s; all go on.</exception>
    internal static async Task FreezeAsync(string group, CancellationToken cancellationToken)
    {
        File.WriteAllText(StateOf(group), Cgroups.IsUnified ? "1" : "FROZEN");
        try
        {
            for (var waited = TimeSpan.Zero; !IsWholeFrozen(group); waited += Pause)
            {
                if (waited > Patience)
                    throw new TimeoutException($"The processes of the control group '{group}' don't halt within {Patience.TotalSeconds:0} s; one may wait for a disk. Try again.");
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            // Half of it halted helps nobody.
            Thaw(group);
            throw;
        }
    }

    /// <summary>Lets them go on; nothing happens if they aren't halted, or are gone.</summary>
    internal static void Thaw(string group)
    {
        if (!IsFrozen(group))
            return;
        try
        {
            File.WriteAllText(StateOf(group), Cgroups.IsUnified ? "0" : "THAWED");
        }
        catch (IOException)
        {
            // The group went in between.
        }
    }

    private static bool IsWholeFrozen(string group) => Cgroups.IsUnified ? Read($"{Root}{group}/cgroup.events").Contains("frozen 1", StringComparison.Ordinal) : Read(StateOf(group)) == "FROZEN";

    private static string StateOf(string group) => Cgroups.IsUnified ? $"{Root}{group}/cgroup.freeze" : $"{Root}/freezer{group}/freezer.state";

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
