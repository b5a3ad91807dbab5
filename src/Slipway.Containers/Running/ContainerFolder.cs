// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// What lies on disk of one container, below the home's run/containers/id:
/// <code>
/// record.json   whose it is          exit.json   how it ended
/// config.json   for the runtime      rootfs/     where the root is mounted
/// files/        /etc/hosts etc.      memory/     a tmpfs with secrets
/// stubs/        mount points that the image lacks
/// upper/ work/  changes that nobody keeps
/// out.fifo err.fifo                  netns       its network
/// </code>
/// </summary>
internal sealed class ContainerFolder(string path)
{
    internal string Path { get; } = path;

    internal string Id => System.IO.Path.GetFileName(Path);

    internal string Record => Below("record.json");

    internal string Exit => Below("exit.json");

    internal string Config => Below("config.json");

    internal string Root => Below("rootfs");

    internal string Files => Below("files");

    internal string Memory => Below("memory");

    internal string Stubs => Below("stubs");

    internal string Upper => Below("upper");

    internal string Work => Below("work");

    internal string Output => Below("out.fifo");

    internal string Error => Below("err.fifo");

    internal string Network => Below("netns");

    internal string PidFile => Below("pid");

    internal string RuntimeLog => Below("runtime.log");

    internal string Below(string name) => System.IO.Path.Combine(Path, name);

    internal static string Parent(SlipwayHome home) => System.IO.Path.Combine(home.Run, "containers");

    internal static ContainerFolder Of(SlipwayHome home, string id) => new(System.IO.Path.Combine(Parent(home), id));
}
