// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>How a manifest's fields are read that should hold descriptors.</summary>
internal enum DescriptorRule
{
    /// <summary>They do, or the manifest is refused.</summary>
    Required,

    /// <summary>Where they do, what they name is looked for; the type of the manifest isn't known, and its fields may mean anything.</summary>
    WhereGiven,
}
