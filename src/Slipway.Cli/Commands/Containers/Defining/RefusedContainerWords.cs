// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli.Commands.Containers;

/// <summary>Words of Docker's run and create that aren't supported: known by name, so that each is refused with what to do instead.</summary>
internal sealed class RefusedContainerWords
{
    private const string NoBlockLimits = "block devices are not limited; give the container a disk of its own, or leave it out";
    private const string NoRealTime = "real-time scheduling is not handed on; leave it out, or set it on the host";
    private const string NoBridge = "containers share no network with addresses of its own: --link NAME leads to another, --publish leads in; leave it out";
    private const string NoKernelMemory = "the kernel limits it no longer; leave it out, --memory counts it";

    private static readonly (string Name, string Help)[] Refused =
    [
        ("--blkio-weight", NoBlockLimits), ("--blkio-weight-device", NoBlockLimits), ("--device-read-bps", NoBlockLimits), ("--device-read-iops", NoBlockLimits),
        ("--device-write-bps", NoBlockLimits), ("--device-write-iops", NoBlockLimits), ("--io-maxbandwidth", NoBlockLimits), ("--io-maxiops", NoBlockLimits),
        ("--cpu-rt-period", NoRealTime), ("--cpu-rt-runtime", NoRealTime), ("--kernel-memory", NoKernelMemory),
        ("--ip", NoBridge), ("--ip6", NoBridge), ("--link-local-ip", NoBridge), ("--mac-address", NoBridge), ("--network-alias", NoBridge), ("--net-alias", NoBridge),
        ("--gpus", "give the device nodes by --device"), ("--isolation", "it is for Windows; leave it out"), ("--cpu-count", "it is for Windows; take --cpus"), ("--cpu-percent", "it is for Windows; take --cpus"),
        ("--runtime", "the OCI runtime that works on this machine is taken; leave it out"), ("--storage-opt", "a container's files have no limit of their own; give it a volume on a disk of its size"),
        ("--volume-driver", "volumes are folders of this machine; leave it out"), ("--annotation", "annotations reach nobody; take --label"),
        ("--disable-content-trust", "images are not verified by notaries; pin them by digest"), ("--oom-kill-disable", "a container without memory would hang and nobody would be told; leave it out"),
    ];

    private static readonly string[] Switches = ["--disable-content-trust", "--oom-kill-disable"];

    private readonly Option[] _options = Array.ConvertAll(Refused, static refused => Create(refused.Name, refused.Help));

    /// <summary>The options; help doesn't show them.</summary>
    public IEnumerable<Option> Options => _options;

    /// <summary>Refuses what was given of them.</summary>
    /// <exception cref="CommandException">One was given.</exception>
    public void Refuse(ParseResult words)
    {
        for (var i = 0; i < Refused.Length; i++)
        {
            if (words.GetResult(_options[i]) is { Implicit: false })
                throw CommandException.Usage($"{Refused[i].Name} is not supported.", Refused[i].Help);
        }
    }

    // A switch doesn't take the word behind it.
    private static Option Create(string name, string help) => Switches.Contains(name)
        ? new Option<bool>(name) { Hidden = true, Description = $"Not supported: {help}." } : new Option<string?>(name) { Hidden = true, Description = $"Not supported: {help}." };
}
