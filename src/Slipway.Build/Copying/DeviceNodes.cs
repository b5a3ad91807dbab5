// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>Makes FIFOs and device nodes; the latter only the machine's root can.</summary>
internal static class DeviceNodes
{
    /// <summary>Makes one.</summary>
    /// <exception cref="StepException">It is a device, and this process runs without root.</exception>
    public static void Create(RootedDirectory upper, string path, FileType type, int mode, DeviceNumber device)
    {
        try
        {
            upper.CreateNode(path, type, mode, device);
        }
        catch (NativeException problem) when (problem.Errno == Errno.NotPermitted && type != FileType.Fifo && !UserNamespace.IsRootOfMachine)
        {
            throw new StepException($"the device '{path}' cannot be made without root", problem)
            {
                Kind = BuildFailureKind.Outside,
                Help = "leave it out of the copy, or run the command as root",
            };
        }
    }

    /// <summary>Some of the paths of devices that were left out, for a message.</summary>
    public static string Show(IReadOnlyList<string> paths)
    {
        const int shown = 5;
        var more = paths.Count - shown;
        return string.Join(", ", paths.Take(shown).Select(static path => "/" + path)) + (more > 0 ? $" and {more} more" : "");
    }
}
