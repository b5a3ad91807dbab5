// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace Slipway.Containers;

/// <summary>
/// The programs that crun made of seccomp profiles. Docker's takes its libseccomp longer to translate than all else takes that a start needs, and each container
/// of the same capabilities has the same; so one that was translated is kept as long as this process lives, and handed over with the next container by the
/// annotation <c>run.oci.seccomp_bpf_data</c> (crun(1)). A crun that doesn't know it goes by the profile, which is there as well.
/// </summary>
internal static class SeccompPrograms
{
    internal const string Annotation = "run.oci.seccomp_bpf_data";
    private const int MaxKept = 64, MaxBytes = 4096 * BytesOfAnInstruction, BytesOfAnInstruction = 8;

    private static readonly ConcurrentDictionary<string, string> Kept = new(StringComparer.Ordinal);

    /// <summary>A config.json with the program for its profile, where that is known.</summary>
    internal static RuntimeSpec Complete(RuntimeSpec config) => config.Linux.Seccomp is { } profile && Kept.TryGetValue(KeyOf(profile), out var program)
        ? config with { Annotations = new Dictionary<string, string> { [Annotation] = program } } : config;

    /// <summary>Keeps the program that a container was made with.</summary>
    /// <param name="config">Its config.json.</param>
    /// <param name="path">Where crun has left the program. There may be none.</param>
    internal static void Learn(RuntimeSpec config, string path)
    {
        if (config is not { Annotations: null, Linux.Seccomp: { } profile } || Kept.Count >= MaxKept)
            return;
        var file = new FileInfo(path);
        // As many instructions as the kernel takes, at most.
        if (file is { Exists: true, Length: > 0 and <= MaxBytes } && file.Length % BytesOfAnInstruction == 0)
            Kept.TryAdd(KeyOf(profile), Convert.ToBase64String(File.ReadAllBytes(path)));
    }

    private static string KeyOf(RuntimeSpec.SeccompPart profile) =>
        Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(profile, ContainersJson.Default.SeccompPart)));
}
