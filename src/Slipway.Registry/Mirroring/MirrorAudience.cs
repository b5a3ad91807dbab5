// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Who is served by a mirror, of those whom the access rules let pull.</summary>
public enum MirrorAudience
{
    /// <summary>Who has logged in.</summary>
    Users,

    /// <summary>Who has logged in and who hasn't.</summary>
    Anyone,
}
