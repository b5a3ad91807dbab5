// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Where a registry's access rules come from: asked with each request, so that a right that was taken away is gone with the next one.</summary>
public interface IAccessRules
{
    /// <summary>The rules that hold now.</summary>
    AccessRules Current { get; }
}
