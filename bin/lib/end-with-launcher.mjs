// Loaded into each process that `npm start` starts: a launcher that was killed cannot tell its processes to end.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
