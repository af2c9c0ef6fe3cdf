using Opsroom.TestKit.Outside;

// a server with the tools of the system outside, as a process that proofs kill
return await OutsideHost.RunAsync();
