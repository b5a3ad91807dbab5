// SPDX-License-Identifier: Apache-2.0
namespace Slipway.EndToEnd.Tests;

/// <summary>That tests share the images of OpenHQM.</summary>
[CollectionDefinition(OpenHqmImages.Collection)]
public sealed class OpenHqmSharing : ICollectionFixture<OpenHqmImages>;
