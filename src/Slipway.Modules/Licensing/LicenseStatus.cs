// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>What a check of a license comes to.</summary>
public enum LicenseStatus
{
    /// <summary>It is good.</summary>
    Valid,

    /// <summary>A test license, accepted because this installation is for development.</summary>
    Test,

    /// <summary>It is not in the form of a license.</summary>
    Malformed,

    /// <summary>No key of its issuer is trusted here.</summary>
    UntrustedIssuer,

    /// <summary>The signature is not the issuer's.</summary>
    BadSignature,

    /// <summary>Its time has not come.</summary>
    NotYetValid,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It is for another module.</summary>
    WrongModule,

    /// <summary>It is for another repository.</summary>
    WrongRepository,

    /// <summary>It is for other versions.</summary>
    WrongVersion,
}
