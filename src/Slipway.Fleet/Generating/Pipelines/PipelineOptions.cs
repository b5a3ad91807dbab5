// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What a pipeline of CI is told beside the fleet.</summary>
public sealed record PipelineOptions
{
    /// <summary>The absolute folder of the repository, where CI looks for its files and its commands run.</summary>
    public required string Folder { get; init; }

    /// <summary>The registry, with a path or without, of caches and of images whose tags name none; null is the fleet's.</summary>
    public string? Registry { get; init; }

    /// <summary>Further words of every command that works on the fleet: <c>--fleet FILE</c>, <c>--set …</c>, <c>--var …</c>. The default is none.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>What the machines are called that jobs run on, by architecture (<c>amd64</c>, <c>arm64</c>): labels or tags. The default is what each kind of CI has.</summary>
    public IReadOnlyDictionary<string, string> Runners { get; init; } = new Dictionary<string, string>();

    /// <summary>Whose file describes the fleet. The default is Slipway's own.</summary>
    public FleetLanguage Language { get; init; }

    internal string RunnerOf(Oci.Platform platform, string amd64, string arm64)
    {
        var machine = PipelineImage.MachineOf(platform);
        return Runners.GetValueOrDefault(machine) ?? (machine == "arm64" ? arm64 : amd64);
    }
}
