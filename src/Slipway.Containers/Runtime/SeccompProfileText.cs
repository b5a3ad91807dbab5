// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text.Json;
using static Slipway.Containers.RuntimeSpec;

namespace Slipway.Containers;

/// <summary>Reads a seccomp profile as Docker's <c>--security-opt seccomp=FILE</c> takes it, and gives the OCI runtime's form of it: conditions on capabilities, architectures and kernels are decided here.</summary>
public static class SeccompProfileText
{
    private static readonly string[] Actions =
    [
        "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_TRAP", "SCMP_ACT_ERRNO", "SCMP_ACT_TRACE", "SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_NOTIFY",
    ];

    /// <summary>The text, if it is a profile.</summary>
    /// <exception cref="FormatException">It is none; the message says where.</exception>
    public static string Require(string text)
    {
        // With every capability each rule is read.
        Read(text, CapabilitySet.All, RuntimeInformation.OSArchitecture);
        return text;
    }

    /// <summary>The profile for a container.</summary>
    /// <exception cref="FormatException">It is no profile; the message says where.</exception>
    internal static SeccompPart Read(string text, CapabilitySet capabilities, Architecture architecture)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = 16 });
            var root = document.RootElement;
            var rules = root.TryGetProperty("syscalls", out var list) ? list.EnumerateArray().Where(rule => Applies(rule, capabilities, architecture)).Select(ReadRule).ToList() : [];
            return new(ActionOf(root, "defaultAction"), Number(root, "defaultErrnoRet"), ArchitecturesOf(root, architecture), rules);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"The seccomp profile cannot be read: {problem.Message} Expected JSON in the form of Docker's default profile.", problem);
        }
    }

    private static SyscallPart ReadRule(JsonElement rule) => new(
        rule.TryGetProperty("names", out var names) ? Texts(names) : [rule.GetProperty("name").GetString()!],
        ActionOf(rule, "action"), Number(rule, "errnoRet"),
        rule.TryGetProperty("args", out var args) && args.ValueKind == JsonValueKind.Array && args.GetArrayLength() > 0 ? [.. args.EnumerateArray().Select(ReadArgument)] : null);

    private static SyscallArgumentPart ReadArgument(JsonElement argument) => new(
        argument.GetProperty("index").GetUInt32(), argument.GetProperty("value").GetUInt64(),
        argument.TryGetProperty("valueTwo", out var second) ? second.GetUInt64() : 0, argument.GetProperty("op").GetString()!);

    private static bool Applies(JsonElement rule, CapabilitySet capabilities, Architecture architecture) =>
        (!rule.TryGetProperty("includes", out var includes) || includes.ValueKind != JsonValueKind.Object || Includes(includes, capabilities, architecture))
        && (!rule.TryGetProperty("excludes", out var excludes) || excludes.ValueKind != JsonValueKind.Object || !Excludes(excludes, capabilities, architecture));

    // All of the capabilities, one of the architectures.
    private static bool Includes(JsonElement conditions, CapabilitySet capabilities, Architecture architecture) =>
        TextsOf(conditions, "caps").All(capabilities.Contains)
        && (TextsOf(conditions, "arches") is not { Count: > 0 } arches || arches.Contains(NameOf(architecture)))
        && (!conditions.TryGetProperty("minKernel", out var least) || IsKernelAtLeast(least.GetString()!));

    private static bool Excludes(JsonElement conditions, CapabilitySet capabilities, Architecture architecture) =>
        TextsOf(conditions, "caps").Any(capabilities.Contains) || TextsOf(conditions, "arches").Contains(NameOf(architecture))
        || (conditions.TryGetProperty("minKernel", out var least) && IsKernelAtLeast(least.GetString()!));

    private static IReadOnlyList<string>? ArchitecturesOf(JsonElement root, Architecture architecture)
    {
        if (root.TryGetProperty("architectures", out var plain) && plain.ValueKind == JsonValueKind.Array)
            return Texts(plain);
        if (!root.TryGetProperty("archMap", out var map) || map.ValueKind != JsonValueKind.Array)
            return null;
        var name = architecture == Architecture.Arm64 ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64";
        return map.EnumerateArray().Where(entry => entry.GetProperty("architecture").GetString() == name).Select(entry => (string[])[name, .. TextsOf(entry, "subArchitectures")]).FirstOrDefault();
    }

    private static string ActionOf(JsonElement element, string name) => element.GetProperty(name).GetString() is { } action && Actions.Contains(action)
        ? action : throw new FormatException($"The seccomp profile's {name} '{element.GetProperty(name)}' is none; one is SCMP_ACT_ALLOW.");

    private static uint? Number(JsonElement element, string name) => element.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number ? number.GetUInt32() : null;

    private static IReadOnlyList<string> TextsOf(JsonElement element, string name) => element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? Texts(list) : [];

    private static IReadOnlyList<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(static text => text.GetString()!)];

    private static string NameOf(Architecture architecture) => architecture == Architecture.Arm64 ? "arm64" : "amd64";

    private static bool IsKernelAtLeast(string text) => Version.TryParse(text, out var least) && Environment.OSVersion.Version >= least;
}
