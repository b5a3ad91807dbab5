// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Containers;

/// <summary>A limit of each process of a container (setrlimit).</summary>
/// <param name="Type">Linux's name, "RLIMIT_NOFILE".</param>
/// <param name="Soft">What counts until the process raises it.</param>
/// <param name="Hard">What the process may raise it to.</param>
public sealed partial record ProcessLimit(string Type, ulong Soft, ulong Hard)
{
    /// <summary>Open files: 1048576.</summary>
    public static ProcessLimit DefaultOpenFiles { get; } = new("RLIMIT_NOFILE", 1_048_576, 1_048_576);

    /// <summary>Linux's name.</summary>
    public string Type { get; } = TypePattern().IsMatch(Type) ? Type : throw new ArgumentException($"Linux has no process limit '{Type}'; one is called RLIMIT_NOFILE.");

    [GeneratedRegex(@"\ARLIMIT_(AS|CORE|CPU|DATA|FSIZE|LOCKS|MEMLOCK|MSGQUEUE|NICE|NOFILE|NPROC|RSS|RTPRIO|RTTIME|SIGPENDING|STACK)\z")]
    private static partial Regex TypePattern();
}
