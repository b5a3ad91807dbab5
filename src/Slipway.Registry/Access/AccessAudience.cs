// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Whom a rule lets in beside those whom it names.</summary>
public enum AccessAudience
{
    /// <summary>Nobody.</summary>
    Named,

    /// <summary>Every user with a login.</summary>
    Users,

    /// <summary>Everyone, with a login or without.</summary>
    Anyone,
}
