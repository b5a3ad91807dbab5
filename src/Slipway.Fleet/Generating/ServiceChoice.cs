// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Which services are made of a fleet.</summary>
public enum ServiceChoice
{
    /// <summary>The fleet's modules; where it has none, its images that listen on ports.</summary>
    Modules,

    /// <summary>Each of the targets that were asked for: as the module that runs it, where one does.</summary>
    Targets,
}
