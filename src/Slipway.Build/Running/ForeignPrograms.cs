// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Whether programs of a platform run on this machine: its own do, others where an emulator is registered (binfmt_misc).</summary>
internal static class ForeignPrograms
{
    private const string Registered = "/proc/sys/fs/binfmt_misc";

    /// <summary>Refuses a platform whose programs don't run here.</summary>
    /// <exception cref="StepException">They don't; the help is the command that mends it.</exception>
    public static void Require(Platform platform)
    {
        if (!Run(platform, Platform.Host, Registered))
        {
            throw new StepException($"a step for {platform} cannot run on this machine, which is {Platform.Host} and has no emulator for {platform.Architecture} registered")
            {
                Kind = BuildFailureKind.Outside,
                Notes = ["steps that only copy files are built for any platform; this one runs a command"],
                Help = "run: apt-get install -y qemu-user-static binfmt-support",
            };
        }
    }

    /// <summary>Whether programs of a platform run on a host.</summary>
    internal static bool Run(Platform platform, Platform host, string registered)
    {
        if (platform.Os != host.Os)
            return false;
        if (platform.Architecture == host.Architecture || (platform.Architecture == "386" && host.Architecture == "amd64"))
            return true;
        return IsEnabled(Path.Combine(registered, "qemu-" + EmulatorName(platform.Architecture)));
    }

    private static string EmulatorName(string architecture) => architecture switch
    {
        "amd64" => "x86_64",
        "386" => "i386",
        "arm64" => "aarch64",
        "mips64le" => "mips64el",
        "loong64" => "loongarch64",
        var other => other,
    };

    private static bool IsEnabled(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadLines(path).FirstOrDefault() == "enabled";
        }
        catch (IOException)
        {
            return false;
        }
    }
}
