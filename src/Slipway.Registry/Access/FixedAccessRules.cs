// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Rules that don't change while the registry runs.</summary>
internal sealed class FixedAccessRules(AccessRules rules) : IAccessRules
{
    public AccessRules Current => rules;
}
