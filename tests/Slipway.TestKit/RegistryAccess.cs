// SPDX-License-Identifier: Apache-2.0
namespace Slipway.TestKit;

/// <summary>Whom a test's registry lets in.</summary>
public enum RegistryAccess
{
    /// <summary>Anyone.</summary>
    Anonymous,

    /// <summary>One user with a password, by HTTP's Basic scheme.</summary>
    Password,
}
