// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>Proves what is claimed of an image's health check.</summary>
internal static class HealthcheckProofs
{
    internal static Verdict Judge(Claim claim, HealthCheckConfig? config)
    {
        var isThere = config?.Test is { Count: > 0 } test && test[0] is not ("NONE" or "");
        var found = isThere ? $"it has the health check {CommandText.Show(config!.Test)}" : "it has no health check";
        return claim switch
        {
            HealthcheckClaim presence => Verdict.When(isThere == (presence.Presence == Presence.Present), found),
            HealthcheckTestClaim words => Verdict.When(isThere && words.Test.SequenceEqual(config!.Test!), found),
            HealthcheckNumberClaim when !isThere => Verdict.False(found),
            HealthcheckNumberClaim number => Number(number, HealthcheckNumbers.ValueOf(number.Part, config!)),
            _ => throw new ArgumentException($"'{claim.GetType().Name}' is no claim of a health check.", nameof(claim)),
        };
    }

    private static Verdict Number(HealthcheckNumberClaim claim, long found)
    {
        var shown = HealthcheckNumbers.Show(claim.Part, Math.Abs(found - claim.Value));
        return Verdict.When(
            found == claim.Value, $"the health check's {HealthcheckNumbers.Name(claim.Part)} is {HealthcheckNumbers.Show(claim.Part, found)}",
            $"it is {shown} {(found > claim.Value ? "more" : "less")}");
    }
}
