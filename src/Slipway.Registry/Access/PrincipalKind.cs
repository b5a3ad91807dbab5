// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>How the registry knows who makes a request.</summary>
internal enum PrincipalKind
{
    /// <summary>It doesn't.</summary>
    Anonymous,

    /// <summary>By a password of the htpasswd file.</summary>
    User,

    /// <summary>By the token that the registry made.</summary>
    TokenHolder,

    /// <summary>By an API key.</summary>
    Key,
}
