// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>What a check of a license comes to, and why.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Message">A sentence for people; it never holds the license.</param>
/// <param name="Claims">What it says, once its signature is checked; null before.</param>
public sealed record LicenseVerdict(LicenseStatus Status, string Message, LicenseClaims? Claims = null)
{
    /// <summary>Whether the module may be installed.</summary>
    public bool IsGood => Status is LicenseStatus.Valid or LicenseStatus.Test;
}
