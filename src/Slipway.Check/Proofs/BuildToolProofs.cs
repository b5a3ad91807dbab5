// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Check;

/// <summary>
/// Proves that an image holds no build tool: none of its system's packages is one, and no program in the directories of its PATH and in
/// those where distributions and installers put compilers.
/// </summary>
internal static class BuildToolProofs
{
    private const int ExecuteBits = 0x49; // 0111
    private static readonly string[] Directories =
        ["bin", "sbin", "usr/bin", "usr/sbin", "usr/local/bin", "usr/local/sbin", "usr/local/go/bin", "usr/local/cargo/bin", "root/.cargo/bin", "opt/bin"];

    internal static Verdict Judge(ProofSubject subject)
    {
        var packages = subject.Inventory.Packages.Where(BuildTools.IsTool).Select(package => package.ToString()).ToList();
        var programs = Programs(subject).ToList();
        if (packages.Count == 0 && programs.Count == 0)
            return Verdict.True("there is no package and no program that compiles or links");
        var parts = new List<string>();
        if (packages.Count > 0)
            parts.Add($"the {(packages.Count == 1 ? "package" : "packages")} {ProofText.Name(packages)}");
        if (programs.Count > 0)
            parts.Add($"the {(programs.Count == 1 ? "program" : "programs")} {ProofText.Name(programs)}");
        return Verdict.False($"in it {(packages.Count + programs.Count == 1 ? "is" : "are")} {string.Join(" and ", parts)}", Distance(packages.Count, programs.Count));
    }

    private static string Distance(int packages, int programs) => (packages, programs) switch
    {
        (_, 0) => $"it is {ProofText.Count(packages, "package")} too many",
        (0, _) => $"it is {ProofText.Count(programs, "program")} too many",
        _ => $"it is {ProofText.Count(packages, "package")} and {ProofText.Count(programs, "program")} too many",
    };

    private static IEnumerable<string> Programs(ProofSubject subject)
    {
        var tree = subject.Inventory.Tree;
        var directories = PathOf(subject.Image.Config.Config).Concat(Directories)
            .Select(directory => tree.Resolve(directory, FinalLink.Follow)).OfType<string>().Distinct(StringComparer.Ordinal);
        foreach (var directory in directories)
        {
            if (tree.Find(directory) is not { Type: FileType.Directory } folder)
                continue;
            foreach (var program in folder.Children.Where(child => BuildTools.IsProgram(child.Name)))
            {
                var path = LayerPath.Join(directory, program.Name);
                if (tree.Find(path) is { Type: FileType.RegularFile } file && (file.Mode & ExecuteBits) != 0)
                    yield return $"/{path}";
            }
        }
    }

    private static IEnumerable<string> PathOf(ContainerConfig? config) =>
        (config?.Env?.LastOrDefault(variable => variable.StartsWith("PATH=", StringComparison.Ordinal))?["PATH=".Length..] ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries).Where(path => path.StartsWith('/'));
}
