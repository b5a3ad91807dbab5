// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>
/// Writes what came of proving claims as JUnit's XML, as Jenkins, GitLab and Ant read it: a suite for each target and platform, a case for
/// each claim. A false claim is a failure, an unprovable one an error, or skipped where it is optional.
/// </summary>
public static class FleetVerificationJunit
{
    /// <summary>Writes the document in UTF-8, ended by a line feed.</summary>
    /// <param name="output">Takes it; stays open.</param>
    /// <param name="verification">What came of it.</param>
    /// <param name="time">When it was proven.</param>
    public static void Write(Stream output, FleetVerification verification, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(verification);
        JunitDocument.Write(output, verification.Fleet.File.Name?.Value ?? "fleet", [.. SuitesOf(verification)], time);
    }

    private static IEnumerable<JunitSuite> SuitesOf(FleetVerification verification)
    {
        foreach (var target in verification.Targets)
        {
            foreach (var platform in target.Platforms)
                yield return new($"{target.Target.Name} {platform.Platform}", [.. platform.Proofs.Select(JunitCase.Of)]);
            if (target.Missing.ToList() is { Count: > 0 } missing)
                yield return new(target.Target.Name, [.. missing.Select(JunitCase.Of)]);
        }
        if (verification.Findings.Count > 0)
            yield return new("claims", [.. verification.Findings.Select(JunitCase.Of)]);
    }
}
