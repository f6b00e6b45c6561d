return await Gateway.GatewayProgram.RunAsync(args);
