// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// What lies on disk of one container, below the home's run/containers/id:
/// <code>
/// record.json   whose it is          exit.json   how it ended
/// config.json   for the runtime      rootfs/     where the root is mounted
/// files/        /etc/hosts etc.      memory/     a tmpfs with secrets, and with the config.json that holds one
/// stubs/        mount points that the image lacks
/// upper/ work/  changes that nobody keeps
/// out.fifo err.fifo in.fifo          netns       its network
/// vitals.json   health and ports of one by hand
/// conmon.pid    what watches it
/// </code>
/// </summary>
internal sealed class ContainerFolder(string path)
{
    internal string Path { get; } = path;

    internal string Id => System.IO.Path.GetFileName(Path);

    internal string Record => Below("record.json");

    internal string Exit => Below("exit.json");

    /// <summary>Where the configuration is: in memory where it holds secrets, and then the runtime's own state is there too, for it may hold a copy.</summary>
    internal string Config => HoldsSecrets ? SecretConfig : PlainConfig;

    internal string PlainConfig => Below("config.json");

    internal string SecretConfig => System.IO.Path.Combine(Memory, "config.json");

    internal bool HoldsSecrets => File.Exists(SecretConfig);

    /// <summary>The folder that the runtime is told of.</summary>
    internal string Bundle => System.IO.Path.GetDirectoryName(Config)!;

    internal string SecretState => System.IO.Path.Combine(Memory, "runtime");

    internal string Root => Below("rootfs");

    internal string Files => Below("files");

    internal string Memory => Below("memory");

    internal string Stubs => Below("stubs");

    internal string Upper => Below("upper");

    internal string Work => Below("work");

    internal string Output => Below("out.fifo");

    internal string Error => Below("err.fifo");

    /// <summary>A pipe, there as long as its input is open.</summary>
    internal string Input => Below("in.fifo");

    internal string Network => Below("netns");

    internal string Vitals => Below("vitals.json");

    internal string PidFile => Below("pid");

    internal string MonitorPidFile => Below("conmon.pid");

    internal string RuntimeLog => Below("runtime.log");

    internal string Below(string name) => System.IO.Path.Combine(Path, name);

    internal static string Parent(SlipwayHome home) => System.IO.Path.Combine(home.Run, "containers");

    internal static ContainerFolder Of(SlipwayHome home, string id) => new(System.IO.Path.Combine(Parent(home), id));
}
